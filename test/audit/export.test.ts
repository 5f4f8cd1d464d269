import { createHash } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditCheck } from '../../operator/audit-check.ts';
import { commitPersonal, personalText } from '../../shared/core/audit/personal.ts';
import type { Vault } from '../../shared/ports/vault.ts';
import { anAuditHouse, aRow } from './audit-house.ts';

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

/** A vault that turns text round; what counts here is whose key is gone. */
function turningVault(): Vault {
  const erased = new Set<string>();
  return {
    seal: async (_, owner, text) => `${owner}:${[...text].reverse().join('')}`,
    open: async (_, owner, sealed) =>
      erased.has(owner) ? undefined : [...sealed.slice(owner.length + 1)].reverse().join(''),
    erase: async (_, owner) => {
      erased.add(owner);
    },
  };
}

async function aHouseWithPersonalData() {
  const vault = turningVault();
  const house = anAuditHouse({ vault });
  for (const name of ['Ada Lovelace', 'Bob Kahn']) {
    const id = name.slice(0, 3).toLowerCase();
    const { toSeal, commitment } = commitPersonal(digest, { salt: `salt-of-${id}-0123456789`, text: name });
    const sealed = await vault.seal('acme', `person:${id}`, toSeal);
    await house.write(aRow({ id, number: 1, sealed, commitment }));
  }
  await house.write(aRow({ id: 'cy', number: 1 }));
  await house.seal();
  return { house, vault };
}

describe('personal data in an export', () => {
  it('stays sealed unless it is asked for', async () => {
    const { house } = await aHouseWithPersonalData();
    const text = await house.file();
    expect(text).not.toContain('Ada Lovelace');
    expect(await house.check(text)).toMatchObject({ ok: true, rows: 3, revealed: 0 });
  });

  it('is revealed with proof that it is what was sealed', async () => {
    const { house } = await aHouseWithPersonalData();
    const text = await house.file({ reveal: true });
    const revealed = text.split('\n').filter((line) => line.startsWith('{"revealed"'));
    expect(revealed.map((line) => personalText(JSON.parse(line).revealed))).toEqual(['Ada Lovelace', 'Bob Kahn']);
    expect(await house.check(text)).toMatchObject({ ok: true, rows: 3, revealed: 2 });
    const forged = await house.check(text.replace('Bob Kahn', 'Bob Cerf'));
    expect(forged).toMatchObject({ ok: false, firstBad: { line: 7, id: 'bob', number: 1 } });
    const removed = await house.check(`${revealed[0]}\n${text}`);
    expect(removed.firstBad?.line).toBe(1);
  });

  it('is gone once the person is erased, and the proof still holds', async () => {
    const { house, vault } = await aHouseWithPersonalData();
    const before = await house.check(await house.file());
    await vault.erase('acme', 'person:ada');
    const text = await house.file({ reveal: true });
    expect(text).not.toContain('Ada');
    const { last } = await house.check(text);
    expect(last?.hash).toBe(before.last?.hash);
    expect(await house.check(text)).toMatchObject({ ok: true, rows: 3, revealed: 1 });
  });
});

describe("one tenant's export", () => {
  async function twoTenants() {
    const house = anAuditHouse();
    for (const number of [1, 2, 3])
      for (const tenant of ['acme', 'globex']) await house.write(aRow({ tenant, id: `hr-${tenant}`, number }));
    await house.seal();
    return house;
  }

  it('names nothing of another tenant, and is still checked against the whole tree', async () => {
    const house = await twoTenants();
    const text = await house.file({ tenant: 'acme' });
    expect(text).not.toContain('globex');
    expect(await house.check(text)).toMatchObject({ ok: true, rows: 3, tenant: 'acme' });
    expect(await house.check(await house.file())).toMatchObject({ ok: true, rows: 6 });
  });

  it('cannot hide a row of its own among those withheld', async () => {
    const house = await twoTenants();
    const lines = (await house.file({ tenant: 'acme' })).split('\n');
    const last = lines.findIndex((line) => line.includes('"number":3,"operations"'));
    const text = lines
      .toSpliced(last, 1)
      .map((line) => line.replace('acme#person#hr-acme#3', '').replace('"rows":3', '"rows":2'))
      .join('\n');
    const { ok, firstBad } = await house.check(text);
    expect(ok).toBe(false);
    expect(firstBad?.what).toBe('head 1 has 3 rows of "acme", here are 2');
  });

  it('cannot be passed off as the whole', async () => {
    const house = await twoTenants();
    const text = (await house.file({ tenant: 'acme' })).replace(',"tenant":"acme"}', '}');
    expect((await house.check(text)).firstBad?.what).toContain('withheld');
  });
});

describe('an export of a damaged table', () => {
  it('comes out as it is, and the check names the row', async () => {
    const house = anAuditHouse();
    for (const number of [1, 2, 3]) await house.write(aRow({ id: 'ada', number }));
    await house.seal();
    const row = house.table.contents('audit').find(({ sk, pk }) => pk.endsWith('#ada') && sk.endsWith('2'));
    if (!row) throw new Error('no row');
    const altered = { row: String(row.fields.row).replace('applied', 'refused') };
    await house.table.write([{ kind: 'put', item: { ...row, fields: altered } }]);
    expect((await house.check(await house.file())).firstBad).toMatchObject({ line: 5, id: 'ada', number: 2 });
    await house.table.write([{ kind: 'delete', key: { table: 'audit', pk: row.pk, sk: row.sk } }]);
    const { firstBad } = await house.check(await house.file());
    expect(firstBad).toMatchObject({ line: 5, id: 'ada', number: 2 });
    expect(firstBad?.what).toContain('is missing');
  });
});

describe('the check takes a file and a key', () => {
  it('by its path', async () => {
    const house = anAuditHouse();
    await house.write(aRow({ id: 'ada', number: 1 }));
    await house.seal();
    const file = join(await mkdtemp(join(tmpdir(), 'frontdesk-audit-')), 'audit.jsonl');
    await writeFile(file, await house.file());
    expect(await auditCheck({ file, publicKeys: [house.signer.publicKey] })).toMatchObject({ ok: true, rows: 1 });
    await expect(auditCheck({ file: `${file}.gone`, publicKeys: [house.signer.publicKey] })).rejects.toThrow('ENOENT');
  });
});
