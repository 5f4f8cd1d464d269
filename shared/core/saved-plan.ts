// A plan's file: a heading with the plan's hash, an index, the policy, and chunks of entries, a line each. One byte changed, and it is no plan.
import * as z from 'zod';
import type { LedgerWish } from '../model/person.ts';
import { Origin } from '../model/policy/origin.ts';
import { Policy } from '../model/policy/policy.ts';
import type { Preview, PreviewEntry, PreviewHead } from '../model/preview.ts';
import { PlanIndex, SavedEntry, type SavedRow, type SavedWish } from '../model/saved-plan.ts';
import { AROUND_POLICY, isDeeperThan } from './json-depth.ts';
import { auditChange } from './plan.ts';
import { policyText } from './policy/canonical.ts';

type Sha256 = (text: string) => string;

/** People of one chunk: it is applied by one call or a few. */
const CHUNK = 200;
const Written = z.strictObject({ policy: Policy, origin: Origin.nullable() });
const HEADING = /^frontdesk-plan 1 ([0-9a-f]{64})$/;

export interface SavedPlan {
  /** The digest of the index. */
  readonly hash: string;
  readonly index: PlanIndex;
  /** The lines as they are in the file: what is sent is what was read. */
  readonly indexText: string;
  readonly policyText: string;
  readonly chunkTexts: readonly string[];
}

export interface Saving {
  readonly head: PreviewHead;
  readonly policy: Policy;
  readonly origin: Origin | undefined;
  /** Sorted by person. */
  readonly previews: Iterable<Preview>;
}

/** The plan of those of whom something changes: who is only kept from a change is no part of it. */
export function savePlan({ head, policy, origin, previews }: Saving, sha256: Sha256): SavedPlan {
  const written = `{"policy":${policyText(policy)},"origin":${JSON.stringify(origin ?? null)}}`;
  const chunkTexts: string[] = [];
  let [chunk, people, changes]: [string[], number, number] = [[], 0, 0];
  const close = () => {
    if (chunk.length > 0) chunkTexts.push(`[${chunk.join(',')}]`);
    chunk = [];
  };
  for (const preview of previews) {
    const going = preview.entries.filter(({ verdict }) => verdict === 'go').length;
    if (going === 0) continue;
    people++;
    changes += going;
    chunk.push(JSON.stringify(entryOf(preview)));
    if (chunk.length === CHUNK) close();
  }
  close();
  const { tenant, instance, at, by, version } = head;
  const made = { tenant, instance, at: new Date(at).toISOString(), by, version, policy: sha256(written) };
  const index: PlanIndex = { ...made, people, changes, chunks: chunkTexts.map(sha256) };
  const indexText = JSON.stringify(index);
  return { hash: sha256(indexText), index, indexText, policyText: written, chunkTexts };
}

/** The file's lines, each with its line feed. */
export function* planLines({ hash, indexText, policyText: policy, chunkTexts }: SavedPlan): Iterable<string> {
  for (const line of [`frontdesk-plan 1 ${hash}`, indexText, policy, ...chunkTexts]) yield `${line}\n`;
}

/** Why it is not a plan, in a few words, or the plan. */
export function readSavedPlan(text: string, sha256: Sha256): SavedPlan | string {
  const [heading = '', indexText = '', policy = '', ...rest] = text.split('\n');
  const hash = HEADING.exec(heading)?.[1];
  if (hash === undefined) return 'it does not begin as a plan does';
  if (sha256(indexText) !== hash) return 'its index is not the one that its heading names';
  const index = planIndex(indexText);
  if (!index) return 'its index cannot be read';
  const chunkTexts = rest.slice(0, -1);
  if (rest.at(-1) !== '' || chunkTexts.length !== index.chunks.length) return 'it has other lines than its index names';
  if (sha256(policy) !== index.policy) return 'its policy is not the one that its index names';
  const other = chunkTexts.findIndex((chunk, position) => sha256(chunk) !== index.chunks[position]);
  if (other !== -1) return `chunk ${other + 1} is not the one that its index names`;
  return { hash, index, indexText, policyText: policy, chunkTexts };
}

/** The policy of a plan's line; undefined for what is none. */
export function planPolicy(text: string): z.infer<typeof Written> | undefined {
  return parsed(text, Written);
}

/** Undefined for what is no index. */
export function planIndex(text: string): PlanIndex | undefined {
  return parsed(text, PlanIndex);
}

/** The entries of a chunk; undefined for what is none. */
export function planChunk(text: string): readonly SavedEntry[] | undefined {
  return parsed(text, z.array(SavedEntry));
}

function parsed<T>(text: string, schema: z.ZodType<T>): T | undefined {
  if (isDeeperThan(text, AROUND_POLICY)) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function entryOf({ person, revision, entries }: Preview): SavedEntry {
  return [person, revision, entries.map((entry) => rowOf(person, entry))];
}

function rowOf(person: string, entry: PreviewEntry): SavedRow {
  const change = auditChange({ person, ...entry });
  if (entry.verdict !== 'go') return [change, null, null];
  return [change, wishOf(entry.observed), wishOf(entry.wish)];
}

/** The wish as it stands in a plan; null where there is none. */
export function wishOf(wish: LedgerWish | undefined): SavedWish | null {
  return wish ? [wish.account, [...wish.entitlements], wish.profile] : null;
}
