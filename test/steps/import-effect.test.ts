// What an import came to for its people, as the operator's command hears it.
import { describe, expect, it } from 'vitest';
import { importSnapshot } from '../../shared/steps/import.ts';
import { importEffect } from '../../shared/steps/import-effect.ts';
import { aCompany, type Company } from '../builders/a-company.ts';
import { hire, leave } from '../builders/occasions.ts';

const SECONDS = 1_000;

function fileOf(ids: readonly number[]): Uint8Array {
  return new TextEncoder().encode(
    `id,userName\n${ids.map((id) => `${id},user${id}`).join('\n')}\n#rows,${ids.length}\n`,
  );
}

const people = (count: number) => Array.from({ length: count }, (_, id) => id + 1);

async function markOf({ pipeline }: Company, ids: readonly number[]): Promise<string> {
  const imported = await importSnapshot(pipeline)({ source: 'hr', file: fileOf(ids), actor: 'alpha' });
  if (imported.kind !== 'imported') throw new Error(imported.kind);
  return imported.mark;
}

const effectOf = ({ pipeline, clock }: Company, mark: string) =>
  importEffect(pipeline, { source: 'hr', mark }, clock.now() + 8 * SECONDS);

describe('what came of a file', () => {
  it('is not known while its people are not decided', async () => {
    const company = await aCompany({ heads: 40 });
    const mark = await markOf(company, people(40));
    expect(await effectOf(company, mark)).toEqual({ held: 0, decided: false });
    await company.work();
    expect(await effectOf(company, mark)).toEqual({ held: 0, decided: true });
  });

  it('names how many of its people the guard holds, whatever is left of the budget, and nobody else', async () => {
    const company = await aCompany({ heads: 40 });
    await markOf(company, people(40));
    await company.work();
    await company.pass(2);
    const before = await markOf(company, people(40).slice(2));
    await company.work();
    expect(await effectOf(company, before)).toEqual({ held: 0, decided: true });
    const mark = await markOf(company, people(40).slice(3));
    await company.work();
    expect(await effectOf(company, mark)).toEqual({ held: 1, decided: true });
    expect(await effectOf(company, before)).toEqual({ held: 0, decided: true });
  });

  it('does not count somebody whom the guard holds for another reason', async () => {
    const company = await aCompany({ heads: 5 });
    for (const id of [91, 92, 93, 94, 95]) {
      await company.say(String(id), hire(`hire-${id}`, { userName: `user${id}` }));
      await company.say(String(id), leave(`leave-${id}`));
    }
    const mark = await markOf(company, people(3));
    await company.work();
    expect(await effectOf(company, mark)).toEqual({ held: 0, decided: true });
  });
});
