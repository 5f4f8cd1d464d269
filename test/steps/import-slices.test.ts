// A large file does not fit into one call: each goes on where the one before stopped, and nobody is told of twice.
import { describe, expect, it } from 'vitest';
import type { Pipeline } from '../../shared/ports/pipeline.ts';
import { type Imported, importSnapshot } from '../../shared/steps/import.ts';
import { aCompany } from '../builders/a-company.ts';

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

describe('a file that takes several calls', () => {
  it('is in as a whole in the end, each person once', async () => {
    const company = await aCompany({ heads: 5_000 });
    const answers = await inSlices(ticking(company.pipeline), fileOf(200));
    const done = answers.flatMap((answer) => (answer.kind === 'unfinished' ? [answer.done] : []));
    expect(done.length).toBeGreaterThan(1);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(answers.at(-1)).toMatchObject({ kind: 'imported', people: 200, changed: 200, missing: 0 });
    await company.work();
    await company.pass(2);
    expect([...company.target().server.accounts.values()]).toHaveLength(200);
    expect((await company.person('1')).rev).toBe(1);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('says nothing of who is missing before everybody else is in', async () => {
    const company = await aCompany({ heads: 5_000 });
    await inSlices(company.pipeline, fileOf(200));
    const shorter = new TextEncoder().encode(new TextDecoder().decode(fileOf(190)).replaceAll('Sales', 'Support'));
    const [first, ...more] = await inSlices(ticking(company.pipeline), shorter);
    expect(first).toMatchObject({ kind: 'unfinished', total: 190 });
    expect(more.at(-1)).toMatchObject({ kind: 'imported', missing: 10 });
  });
});
