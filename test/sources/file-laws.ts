// The laws of sources that are files: what is read is sound, and only a whole file proves that nobody is missing from it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Statement } from '../../shared/model/event.ts';
import { Subject } from '../../shared/model/ids.ts';
import type { Snapshot } from '../../shared/ports/source.ts';
import type { Law } from '../contracts/law.ts';
import type { FileWorld } from './file-world.ts';
import { plantedFor } from './planted/all.ts';
import { expectCaught } from './planted/caught.ts';
import { plantedFiles } from './planted/files.ts';
import { digest, NOW } from './world.ts';

const CANARY = 'canary-5e1f';

function read({ source, config }: FileWorld, file: string | Uint8Array): Snapshot {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  const snapshot = source.snapshot?.(bytes, { config: source.config.parse(config), now: NOW, digest });
  if (!snapshot) throw new Error('this source reads no files');
  return snapshot;
}

function expectSound(snapshot: Snapshot): void {
  if (snapshot.kind === 'invalid') {
    expect(snapshot.what).not.toContain(CANARY);
    return;
  }
  for (const { subject, statement } of snapshot.people) {
    expect(Subject.safeParse(subject).error).toBeUndefined();
    expect(Statement.safeParse(statement).error).toBeUndefined();
  }
  for (const { what } of snapshot.refused) expect(what).not.toContain(CANARY);
  if (snapshot.certificate) expect(snapshot.certificate.rows).toBe(snapshot.people.length);
}

const isProof = (snapshot: Snapshot) => snapshot.kind === 'snapshot' && snapshot.certificate !== undefined;

export const fileLaws: readonly Law<FileWorld>[] = [
  {
    title: 'a whole file states everybody in it whole, and its certificate counts them',
    async check(world) {
      const snapshot = read(world, world.whole);
      expectSound(snapshot);
      if (snapshot.kind !== 'snapshot') throw new Error('not understood');
      expect(snapshot.people.map(({ subject }) => subject)).toEqual(world.subjects);
      expect(snapshot.people.every(({ statement }) => statement.whole)).toBe(true);
      expect(snapshot.certificate).toMatchObject({ complete: true, rows: world.subjects.length });
      expect(snapshot.refused).toEqual([]);
    },
  },
  {
    title: 'a file that was cut anywhere proves nothing',
    async check(world) {
      const bytes = new TextEncoder().encode(world.whole);
      for (let length = 0; length < bytes.length; length++)
        expect(isProof(read(world, bytes.slice(0, length))), `${length} bytes`).toBe(false);
    },
  },
  {
    title: 'a list with nobody in it proves nothing',
    check: async (world) => expect(isProof(read(world, world.empty))).toBe(false),
  },
  {
    title: 'a row that cannot be read is named by its line and costs the proof, for its person would look gone',
    async check(world) {
      const snapshot = read(world, world.torn.text);
      expect(snapshot).toMatchObject({ kind: 'snapshot', refused: [{ line: world.torn.line }] });
      expect(isProof(snapshot)).toBe(false);
    },
  },
  {
    title: 'the same file twice says the same',
    check: async (world) => expect(read(world, world.whole)).toEqual(read(world, world.whole)),
  },
  {
    title: 'another file has another digest',
    async check(world) {
      const digestOf = (snapshot: Snapshot) => snapshot.kind === 'snapshot' && snapshot.certificate?.digest;
      const [first = ''] = world.subjects;
      const other = read(world, world.whole.replace(first, `${first}9`));
      expect(isProof(other)).toBe(true);
      expect(digestOf(other)).not.toBe(digestOf(read(world, world.whole)));
    },
  },
  {
    title: 'no bytes, however broken, make it fail, and none of them come back in a refusal',
    async check(world) {
      const canary = new TextEncoder().encode(CANARY);
      const whole = new TextEncoder().encode(world.whole);
      const spoilt = fc.tuple(fc.nat(whole.length - 1), fc.uint8Array({ minLength: 1, maxLength: 6 }));
      const broken = fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        spoilt.map(([at, bytes]) => Uint8Array.from([...whole.slice(0, at), ...bytes, ...canary, ...whole.slice(at)])),
      );
      fc.assert(
        fc.property(broken, (bytes) => expectSound(read(world, bytes))),
        { numRuns: 400 },
      );
    },
  },
];

/** Registers every law as a test of this source, each with the fault that is planted in it and that the law must catch. */
export function holdToFileLaws(name: string, world: FileWorld): void {
  describe(`the laws of files, kept by ${name}`, () => {
    for (const law of fileLaws) {
      test(law.title, () => law.check(world));
      for (const planted of plantedFor(law, plantedFiles))
        test(`${law.title}: caught when it ${planted.fault}`, () => expectCaught(law, world, planted));
    }
  });
}
