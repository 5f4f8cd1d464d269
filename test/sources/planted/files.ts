// Readers of files with one fault each.
import type { Snapshot, Source } from '../../../shared/ports/source.ts';
import type { FileWorld } from '../file-world.ts';
import type { Planted } from './planted.ts';

type Read = NonNullable<Source['snapshot']>;
type List = Extract<Snapshot, { kind: 'snapshot' }>;

let counter = 0;

/** A good reader, but for what is changed about a list that was understood. */
function listing(change: (list: List, file: Uint8Array) => Snapshot): Planted<FileWorld>['spoil'] {
  return (world) => {
    const snapshot: Read = (file, context) => {
      const good = world.source.snapshot?.(file, context) ?? { kind: 'invalid', what: '' };
      return good.kind === 'snapshot' ? change(good, file) : good;
    };
    return { ...world, source: { ...world.source, snapshot } };
  };
}

const certificate = (rows: number) => ({ complete: true as const, rows, digest: 'd' });

export const plantedFiles: readonly Planted<FileWorld>[] = [
  {
    fault: 'states only what changed',
    spoil: listing((list) => ({
      ...list,
      people: list.people.map((person) => ({ ...person, statement: { ...person.statement, whole: false } })),
    })),
    caughtBy: 'a whole file states everybody',
  },
  {
    fault: 'believes every file that ends with a line',
    spoil: listing((list, file) =>
      file.at(-1) === 10 && list.people.length > 0 && list.refused.length === 0
        ? { ...list, certificate: certificate(list.people.length) }
        : list,
    ),
    caughtBy: 'a file that was cut anywhere',
  },
  {
    fault: 'believes that nobody is left',
    spoil: listing((list) => (list.people.length === 0 ? { ...list, certificate: certificate(0) } : list)),
    caughtBy: 'a list with nobody in it',
  },
  {
    fault: 'leaves out a torn row and believes the rest',
    spoil: listing((list) => ({ ...list, certificate: certificate(list.people.length) })),
    caughtBy: 'a row that cannot be read',
  },
  {
    fault: 'says something else each time',
    spoil: listing((list) => ({
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
    spoil: listing((list) => (list.certificate ? { ...list, certificate: certificate(list.people.length) } : list)),
    caughtBy: 'another file has another digest',
  },
  {
    fault: 'repeats a torn row in its refusal',
    spoil: listing((list, file) => ({
      ...list,
      refused: list.refused.map(({ line }) => ({
        line,
        what: Buffer.from(file).toString().split('\n')[line - 1] ?? '',
      })),
    })),
    caughtBy: 'no bytes, however broken',
  },
];
