import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { localMasterKey } from '../../shared/aws/master-key.ts';
import { vault as vaultOver } from '../../shared/aws/vault.ts';
import { commitPersonal } from '../../shared/core/audit/personal.ts';
import type { TableName } from '../../shared/ports/table.ts';
import { memoryTable } from '../memory/memory-table.ts';
import { type AuditHouse, anAuditHouse, aRow } from './audit-house.ts';

const people = 1000;
const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const nameOf = (person: number) => `Canary Person-${person}-${digest(`name ${person}`).slice(0, 12)}`;

/** The ways in which a name could lie about: plain, base64, hex, URL, reversed. */
const spellings = (name: string) => [
  name,
  Buffer.from(name).toString('base64').replace(/=+$/, ''),
  Buffer.from(name).toString('hex'),
  encodeURIComponent(name),
  [...name].reverse().join(''),
];

async function aCompany() {
  const keys = memoryTable();
  const vault = vaultOver({ table: keys, master: localMasterKey(Buffer.alloc(32, 5)), clock: { now: () => 0 } });
  const house = anAuditHouse({ vault });
  for (let person = 0; person < people; person += 1) {
    const id = `hr-${person}`;
    const { toSeal, commitment } = commitPersonal(digest, { salt: digest(`salt ${person}`), text: nameOf(person) });
    const sealed = await vault.seal('acme', `person:${id}`, toSeal);
    await house.write(aRow({ id, number: 1, sealed, commitment }));
  }
  await house.seal();
  return { house, vault, keys };
}

function everythingStored(house: AuditHouse, keys: ReturnType<typeof memoryTable>): string {
  const tables: readonly TableName[] = ['state', 'audit', 'keys'];
  const stored = tables.flatMap((table) => [...house.table.contents(table), ...keys.contents(table)]);
  return JSON.stringify(stored) + house.archive.lines.join('');
}

describe('a thousand people are erased', () => {
  it('and no store, archive or export has their names, and the log is still proven', { timeout: 60_000 }, async () => {
    const { house, vault, keys } = await aCompany();
    const shown = await house.file({ reveal: true });
    expect(shown.match(/Canary Person/g)).toHaveLength(people);
    const before = await house.check(shown);
    expect(before).toMatchObject({ ok: true, rows: people, revealed: people });

    for (let person = 0; person < people; person += 1) await vault.erase('acme', `person:hr-${person}`);
    const exported = await house.file({ reveal: true });
    const everything = everythingStored(house, keys) + exported;
    for (let person = 0; person < people; person += 1)
      for (const spelling of spellings(nameOf(person))) expect(everything.includes(spelling)).toBe(false);

    const after = await house.check(exported);
    expect(after).toMatchObject({ ok: true, rows: people, revealed: 0 });
    expect(after.last?.hash).toBe(before.last?.hash);
  });
});
