// The laws of files are themselves tested: each law is broken by a reader with that one fault.
import { describe, expect, test } from 'vitest';
import type { Snapshot, Source } from '../../shared/ports/source.ts';
import { type FileWorld, fileLaws } from './file-laws.ts';
import { csvWorld } from './worlds/csv.ts';

type Read = NonNullable<Source['snapshot']>;
type List = Extract<Snapshot, { kind: 'snapshot' }>;

let counter = 0;

/** CSV, but for what is changed about a list that was understood. */
function reader(change: (list: List, file: Uint8Array) => Snapshot): FileWorld {
  const snapshot: Read = (file, context) => {
    const good = csvWorld.source.snapshot?.(file, context) ?? { kind: 'invalid', what: '' };
    return good.kind === 'snapshot' ? change(good, file) : good;
  };
  return { ...csvWorld, source: { ...csvWorld.source, snapshot } };
}

const certificate = (rows: number) => ({ complete: true as const, rows, digest: 'd' });

const planted: readonly { readonly fault: string; readonly world: FileWorld; readonly caughtBy: string }[] = [
  {
    fault: 'states only what changed',
    world: reader((list) => ({
      ...list,
      people: list.people.map((person) => ({ ...person, statement: { ...person.statement, whole: false } })),
    })),
    caughtBy: 'a whole file states everybody',
  },
  {
    fault: 'believes every file that ends with a line',
    world: reader((list, file) =>
      file.at(-1) === 10 && list.people.length > 0 && list.refused.length === 0
        ? { ...list, certificate: certificate(list.people.length) }
        : list,
    ),
    caughtBy: 'a file that was cut anywhere',
  },
  {
    fault: 'believes that nobody is left',
    world: reader((list) => (list.people.length === 0 ? { ...list, certificate: certificate(0) } : list)),
    caughtBy: 'a list with nobody in it',
  },
  {
    fault: 'leaves out a torn row and believes the rest',
    world: reader((list) => ({ ...list, certificate: certificate(list.people.length) })),
    caughtBy: 'a row that cannot be read',
  },
  {
    fault: 'says something else each time',
    world: reader((list) => ({
      ...list,
      people: list.people.map((person) => ({
        ...person,
        statement: { ...person.statement, attributes: { seen: String(++counter) } },
      })),
    })),
    caughtBy: 'the same file twice',
  },
  {
    fault: 'gives every file one digest',
    world: reader((list) => (list.certificate ? { ...list, certificate: certificate(list.people.length) } : list)),
    caughtBy: 'another file has another digest',
  },
  {
    fault: 'repeats a torn row in its refusal',
    world: reader((list, file) => ({
      ...list,
      refused: list.refused.map(({ line }) => ({
        line,
        what: Buffer.from(file).toString().split('\n')[line - 1] ?? '',
      })),
    })),
    caughtBy: 'no bytes, however broken',
  },
];

describe('the laws of files catch a reader that', () => {
  for (const { fault, world, caughtBy } of planted)
    test(fault, async () => {
      const law = fileLaws.find(({ title }) => title.startsWith(caughtBy));
      await expect(law?.check(world)).rejects.toThrow();
    });
});

test('there is no law of files that no bad reader breaks', () => {
  const uncaught = fileLaws.filter(({ title }) => !planted.some(({ caughtBy }) => title.startsWith(caughtBy)));
  expect(uncaught.map(({ title }) => title)).toEqual([]);
});
