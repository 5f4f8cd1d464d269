// The same file again: whoever lost the answer to it gets that answer, not "nothing changed".
import type { Pipeline } from '../ports/pipeline.ts';
import type { Imported, Taken } from './imported.ts';
import { isOver, readPlan } from './plans.ts';
import type { LastImport, Remembered } from './snapshot-memory.ts';

/** Names what a file says, whatever was there before it. */
export function fileDigest({ digest }: Pipeline, { columns, unproven = '', refused }: Taken, said: Remembered): string {
  return digest.sha256(JSON.stringify([[...said], columns, unproven, refused.length]));
}

/**
 * The answer that this file had, if it was the last one taken in; undefined where it was not, or where its plan of the missing is over,
 * so that they are judged anew.
 */
export async function repeated(
  ports: Pipeline,
  { last, file, snapshot }: { readonly last: LastImport | undefined; readonly file: string; readonly snapshot: Taken },
): Promise<Imported | undefined> {
  if (last?.file !== file) return undefined;
  const { at, plan, file: _, ...result } = last;
  const held = plan === undefined ? undefined : await readPlan(ports, plan);
  const isHeldNoMore = !held || isOver(held) || held.expiresAt <= ports.clock.now();
  if (plan !== undefined && isHeldNoMore) return undefined;
  const { people, refused, unproven } = snapshot;
  return {
    kind: 'imported',
    people: people.length,
    ...result,
    refused,
    repeats: new Date(at).toISOString(),
    ...(unproven !== undefined && { unproven }),
    ...(held && { held }),
  };
}
