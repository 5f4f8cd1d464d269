// The packed form of what somebody has on trial: every started KB of a person's item costs write units.
import type { OnTrial } from '../model/person.ts';

const PART = '\t';
const LIST = '\n';

/** One short text, in a person's item only while a version is on trial. */
export function packOnTrial({ rollOut, targets }: OnTrial): string {
  return [rollOut, ...Object.entries(targets).map(([target, names]) => [target, ...names].join(LIST))].join(PART);
}

/** The inverse of `packOnTrial`. */
export function unpackOnTrial(packed: string): OnTrial {
  const [rollOut = '', ...parts] = packed.split(PART);
  const targets = parts.map((part) => part.split(LIST)).map(([target = '', ...names]) => [target, names] as const);
  return { rollOut, targets: Object.fromEntries(targets) };
}
