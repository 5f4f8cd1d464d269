// Applies a saved plan: its version to exactly its people, its entries as they were reviewed; whoever has moved since drops out.
import { auditRowOf } from '../core/audit/row.ts';
import { isHeldSince, planCause } from '../core/moved-since.ts';
import { auditChange } from '../core/plan.ts';
import { whyNoMore } from '../core/policy/in-force.ts';
import { planPolicy } from '../core/saved-plan.ts';
import type { AuditRow } from '../model/audit.ts';
import type { ChunkEnd, SavedEntry, SavedWish } from '../model/saved-plan.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { type AppliedPlan, begin, chunkEnd, chunkEnds, end, isBegun, noteChunk } from './applied-plans.ts';
import { decidePerson } from './decide.ts';
import { readInForce } from './in-force.ts';
import { readPerson } from './people.ts';
import { pinVersion } from './roll-out.ts';

export type PlanStep =
  | { readonly kind: 'unfinished' }
  | ({ readonly kind: 'done' } & ChunkEnd)
  | { readonly kind: 'refused'; readonly why: string };

const NOT_BEGUN = 'the plan is not begun here: apply its file from the beginning';
const NOTHING: ChunkEnd = { applied: 0, held: 0, moved: [] };

/** A call works at a chunk for this long, ms; the same call goes on with it. */
const SLICE_MS = 15_000;
/** People side by side; whoever loses something is decided alone, since all of them count at one guard. */
const SIDE_BY_SIDE = 8;

/** Puts the version in force for the people of the plan, of whom nobody is decided yet. Twice is once. */
export async function beginPlan(
  ports: Pipeline,
  plan: AppliedPlan,
  { actor, policy }: { readonly actor: string; readonly policy: string },
): Promise<PlanStep> {
  if (await isBegun(ports, plan.hash)) return { kind: 'done', ...NOTHING };
  const written = planPolicy(policy);
  if (!written) return { kind: 'refused', why: 'the policy of the plan cannot be read' };
  const { policy: bundle, origin } = written;
  const pinned = await pinVersion(ports, { bundle, ...(origin && { origin }), pin: plan.hash, actor });
  if (pinned.kind === 'refused') return pinned;
  if (pinned.version !== plan.index.version) return { kind: 'refused', why: `its policy is not ${plan.index.version}` };
  await begin(ports, plan, actor);
  return { kind: 'done', ...NOTHING };
}

export interface Chunk {
  readonly number: number;
  readonly entries: readonly SavedEntry[];
  readonly actor: string;
}

/** Executes the entries of one chunk, from where a call before has stopped. What a chunk came to is said once, and stays so. */
export async function applyChunk(ports: Pipeline, plan: AppliedPlan, chunk: Chunk): Promise<PlanStep> {
  const known = await chunkEnd(ports, plan.hash, chunk.number);
  if (known) return { kind: 'done', ...known };
  if (!(await isBegun(ports, plan.hash))) return { kind: 'refused', why: NOT_BEGUN };
  const inForce = await readInForce(ports);
  const why = inForce && whyNoMore(inForce);
  if (why !== undefined) return { kind: 'refused', why };
  return goThrough(ports, plan, chunk);
}

/** Whoever freezes the policy stops it between two groups as well, as soon as this process knows. */
async function goThrough(ports: Pipeline, plan: AppliedPlan, chunk: Chunk): Promise<PlanStep> {
  const { clock } = ports;
  const until = clock.now() + SLICE_MS;
  const ends: EntryEnd[] = [];
  for (const group of groupsOf(chunk.entries)) {
    if (clock.now() > until) return { kind: 'unfinished' };
    const why = whyNoMore((await ports.activePolicy()).inForce);
    if (why !== undefined) return { kind: 'refused', why };
    ends.push(...(await Promise.all(group.map((entry) => applyEntry(ports, plan, { entry, actor: chunk.actor })))));
  }
  const ended = sumOf(ends);
  await noteChunk(ports, plan.hash, { chunk: chunk.number, ended });
  return { kind: 'done', ...ended };
}

/** Once every chunk is done. Answers what became of them all. */
export async function endPlan(ports: Pipeline, { hash, index }: AppliedPlan, actor: string): Promise<PlanStep> {
  if (!(await isBegun(ports, hash))) return { kind: 'refused', why: NOT_BEGUN };
  const ends = await chunkEnds(ports, hash);
  if (ends.length < index.chunks.length) return { kind: 'refused', why: 'not all of the plan is applied yet' };
  const [applied, held] = [sum(ends.map((one) => one.applied)), sum(ends.map((one) => one.held))];
  const moved = ends.flatMap((one) => one.moved);
  await end(ports, { hash }, { actor, cause: `${applied} applied, ${held} of them held, ${moved.length} moved` });
  return { kind: 'done', applied, held, moved: [] };
}

type EntryEnd =
  | { readonly kind: 'applied' | 'held' }
  | { readonly kind: 'moved'; readonly person: string; readonly what: string };

interface Applying {
  readonly entry: SavedEntry;
  readonly actor: string;
}

async function applyEntry(
  ports: Pipeline,
  { hash, index }: AppliedPlan,
  { entry, actor }: Applying,
): Promise<EntryEnd> {
  const [person, revision] = entry;
  const { by, version } = index;
  const decided = await decidePerson(ports)({ person, actor, pin: hash, plan: { hash, entry, by, version } });
  if (decided.kind === 'decided') return { kind: kindOf(entry, decided.decision.entries.map(auditChange)) };
  const since = await decisionsSince(ports, person, revision);
  const own = since.find(({ cause }) => cause === planCause(hash));
  if (own) return { kind: kindOf(entry, own.plan ?? []) };
  const what = ('what' in decided && decided.what) || 'the person';
  return { kind: 'moved', person, what: `${what}${publicationText(since)}` };
}

function kindOf(entry: SavedEntry, shown: Parameters<typeof isHeldSince>[1]): 'applied' | 'held' {
  return isHeldSince(entry, shown) ? 'held' : 'applied';
}

/** Rows of a person's log that are read back: of a call that broke off the decision is among the newest. */
const ROWS = 50;

/** What was decided of the person since, the newest first: whether this very plan did, a call that broke off knows from nowhere else. */
async function decisionsSince(ports: Pipeline, person: string, revision: number): Promise<readonly AuditRow[]> {
  if ((await readPerson(ports, person)).rev <= revision) return [];
  const pk = `${ports.settings.tenant}#person#${person}`;
  const { items } = await ports.table.query({ table: 'audit', pk, limit: ROWS, newestFirst: true });
  return items.map(auditRowOf).filter((row) => row.act === 'decided' && (row.revision ?? 0) > revision);
}

/** Where nothing but other versions of the policy decided since, it is they that moved the person. */
function publicationText(since: readonly AuditRow[]): string {
  const isAll = since.length > 0 && since.every(({ events, cause }) => events === undefined && cause === undefined);
  return isAll ? `: policy ${since[0]?.policy} has decided since` : '';
}

/** Those who lose something come first, one by one and in the order of the plan; the others side by side. */
function groupsOf(entries: readonly SavedEntry[]): readonly (readonly SavedEntry[])[] {
  const { losing = [], others = [] } = Object.groupBy(entries, (entry) => (isLosing(entry) ? 'losing' : 'others'));
  const groups = Array.from({ length: Math.ceil(others.length / SIDE_BY_SIDE) }, (_, at) =>
    others.slice(at * SIDE_BY_SIDE, (at + 1) * SIDE_BY_SIDE),
  );
  return [...losing.map((entry) => [entry]), ...groups];
}

function isLosing([, , rows]: SavedEntry): boolean {
  return rows.some(
    ([, observed, wish]) =>
      observed !== null && wish !== null && namesOf(observed).some((name) => !namesOf(wish).includes(name)),
  );
}

function namesOf([account, entitlements]: SavedWish): readonly string[] {
  return account === 'active' ? ['account', ...entitlements] : entitlements;
}

function sumOf(ends: readonly EntryEnd[]): ChunkEnd {
  const held = ends.filter(({ kind }) => kind === 'held').length;
  const moved = ends.flatMap((one) => (one.kind === 'moved' ? [{ person: one.person, what: one.what }] : []));
  return { applied: ends.length - moved.length, held, moved };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
