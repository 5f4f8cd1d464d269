// A large file does not fit into one call: each goes on where the one before stopped, and nobody is told of twice.
import { describe, expect, it } from 'vitest';
import type { Pipeline } from '../../shared/ports/pipeline.ts';
import { importSnapshot } from '../../shared/steps/import.ts';
import type { Imported } from '../../shared/steps/imported.ts';
import { aCompany } from '../builders/a-company.ts';
import type { TableCall } from '../memory/memory-table.ts';

function fileOf(count: number): Uint8Array {
  const lines = Array.from({ length: count }, (_, id) => `${id + 1},p${id + 1},p${id + 1}@example.com,Sales`);
  return new TextEncoder().encode(`id,userName,email,department\n${lines.join('\n')}\n`);
}

/** A clock that goes on by a millisecond at each look. */
function ticking(pipeline: Pipeline): Pipeline {
  let ticks = 0;
  return { ...pipeline, clock: { ...pipeline.clock, now: () => pipeline.clock.now() + ticks++ } };
}

async function inSlices(pipeline: Pipeline, file: Uint8Array): Promise<readonly Imported[]> {
  const answers: Imported[] = [];
  do {
    const until = pipeline.clock.now() + 70;
    answers.push(await importSnapshot(pipeline)({ source: 'hr', file, actor: 'alpha', until }));
  } while (answers.at(-1)?.kind === 'unfinished' && answers.length < 50);
  return answers;
}

/** Counts what is done with rows of the inbox. */
function inboxRows() {
  const isRow = (pk: string | undefined) => pk?.startsWith('acme#in#') === true;
  const counted = { reads: 0, writes: 0 };
  return {
    count: ({ op, keys = [], writes = [] }: TableCall) => {
      if (op === 'get' || op === 'getMany') counted.reads += keys.filter(({ pk }) => isRow(pk)).length;
      counted.writes += writes.filter((write) => write.kind === 'put' && isRow(write.item.pk)).length;
    },
    read: () => counted.reads,
    written: () => counted.writes,
  };
}

describe('a file that takes several calls', () => {
  it('is in as a whole in the end, each person once', async () => {
    const company = await aCompany({ heads: 5_000 });
    const answers = await inSlices(ticking(company.pipeline), fileOf(300));
    const done = answers.flatMap((answer) => (answer.kind === 'unfinished' ? [answer.done] : []));
    expect(done.length).toBeGreaterThan(1);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(answers.at(-1)).toMatchObject({ kind: 'imported', people: 300, changed: 300, missing: 0 });
    await company.work();
    await company.pass(2);
    expect([...company.target().server.accounts.values()]).toHaveLength(300);
    expect((await company.person('1')).rev).toBe(1);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('costs each call its own rows only, however many calls there were before', async () => {
    const rows = inboxRows();
    const company = await aCompany({ heads: 5_000, hooks: { before: rows.count } });
    const answers = await inSlices(ticking(company.pipeline), fileOf(300));
    expect(answers.length).toBeGreaterThan(2);
    expect(rows.written()).toBe(300);
    expect(rows.read()).toBe(0);
  });

  it('is taken in once also where each call dies after some of its rows', async () => {
    const rows = inboxRows();
    const before = (call: TableCall) => {
      const sofar = rows.written();
      rows.count(call);
      if (rows.written() > sofar && rows.written() % 130 === 0) throw new Error('the machine is gone');
    };
    const company = await aCompany({ heads: 5_000, hooks: { before } });
    const deaths: unknown[] = [];
    for (let tries = 0; tries < 20; tries++) {
      const answer = await importSnapshot(company.pipeline)({ source: 'hr', file: fileOf(300), actor: 'alpha' }).catch(
        (error: unknown) => void deaths.push(error),
      );
      if (answer) break;
    }
    expect(deaths.length).toBeGreaterThan(1);
    await company.work();
    await company.pass(2);
    expect([...company.target().server.accounts.values()]).toHaveLength(300);
    expect((await company.person('77')).rev).toBe(1);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('says nothing of who is missing before everybody else is in', async () => {
    const company = await aCompany({ heads: 5_000 });
    await inSlices(company.pipeline, fileOf(300));
    const shorter = new TextEncoder().encode(new TextDecoder().decode(fileOf(290)).replaceAll('Sales', 'Support'));
    const [first, ...more] = await inSlices(ticking(company.pipeline), shorter);
    expect(first).toMatchObject({ kind: 'unfinished', total: 290 });
    expect(more.at(-1)).toMatchObject({ kind: 'imported', missing: 10 });
  });
});
