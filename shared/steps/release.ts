// Held plans: gathered for review, approved on their hash by two named people, released entry by entry.
import { earliestAsk } from '../core/asked.ts';
import { ageSeconds } from '../core/indicators.ts';
import { stoodAt } from '../core/stood.ts';
import { MINUTE } from '../core/timing.ts';
import type { PlanHead } from '../model/held-plan.ts';
import type { Person } from '../model/person.ts';
import type { HeldEntry } from '../model/plan.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { absence } from './absence.ts';
import { attention } from './attention.ts';
import { decidePerson } from './decide.ts';
import { racing, readPerson } from './people.ts';
import { changePlan, noteProgress, openPlans, planEntriesOf, readPlan, savePlan } from './plans.ts';

/** Two people, never the author. */
const QUORUM = 2;

/**
 * All losses that the guard holds now, as one saved plan for each who caused them, with every other open plan. Expired
 * ones are held anew.
 */
export const reviewPlans = (ports: Pipeline) => (): Promise<readonly PlanHead[]> => racing(ports, () => review(ports));

async function review(ports: Pipeline): Promise<readonly PlanHead[]> {
  for (const head of await openPlans(ports))
    if (isExpired(ports, head))
      await changePlan(ports, { ...head, state: 'expired' }, { actor: 'system', act: 'expired' });
  const held = (await openPlans(ports)).filter(({ kind, state }) => kind === 'held' && state === 'open');
  const pledged = held.filter(({ approvals }) => approvals.length > 0);
  const covered = new Set((await Promise.all(pledged.map(({ hash }) => planEntriesOf(ports, hash)))).flat().map(pinOf));
  const entries = (await heldEntries(ports)).filter((entry) => !covered.has(pinOf(entry)));
  const current: string[] = [];
  for (const alike of Map.groupBy(entries, ({ causedBy }) => causedBy.join('\n')).values())
    current.push((await firstUnexpired(ports, heldContent(ports, alike))).hash);
  for (const head of held)
    if (!current.includes(head.hash) && !pledged.includes(head))
      await changePlan(
        ports,
        { ...head, state: 'superseded' },
        { actor: 'system', act: 'ended', cause: 'what is held has changed' },
      );
  return openPlans(ports);
}

/** A plan that somebody has approved stays as it is; what is held besides becomes another plan. */
function pinOf({ person, revision }: HeldEntry): string {
  return `${person}@${revision}`;
}

/** An entry with those who caused what is held. */
interface Caused extends HeldEntry {
  readonly causedBy: readonly string[];
}

function heldContent({ settings }: Pipeline, all: readonly Caused[]) {
  const why = 'losses over the budget of the guard';
  const entries = all.map(({ person, revision, targets }) => ({ person, revision, targets }));
  const causedBy = [...(all[0]?.causedBy ?? [])];
  return { kind: 'held' as const, tenant: settings.tenant, author: 'system', causedBy, why, entries };
}

function isExpired({ clock }: Pipeline, { state, expiresAt }: PlanHead): boolean {
  return state === 'open' && expiresAt <= clock.now();
}

/** The same losses held again after an expiry are a new plan: another round, another hash. */
async function firstUnexpired(
  ports: Pipeline,
  content: Omit<Parameters<typeof savePlan>[1], 'round'>,
): Promise<PlanHead> {
  for (let round = 0; ; round++) {
    const head = await savePlan(ports, { ...content, round });
    if (head.state === 'open' || head.state === 'releasing') return head;
  }
}

async function heldEntries(ports: Pipeline): Promise<readonly Caused[]> {
  const { people } = await attention(ports);
  const held = people.filter((waiting) => waiting.held.length > 0);
  const read = await Promise.all(held.map(({ person }) => readPerson(ports, person)));
  return held.map(({ person, held: targets }, position) => ({
    person,
    revision: stoodAt(read[position] ?? { rev: 0 }),
    targets: [...targets],
    causedBy: causersOf(read[position]),
  }));
}

function causersOf(person: Person | undefined): readonly string[] {
  const names = Object.values(person?.standings ?? {}).flatMap(({ held }) => held?.causedBy ?? []);
  return [...new Set(names)].sort();
}

export type Approval =
  | { readonly kind: 'counted'; readonly plan: PlanHead; readonly missing: number }
  | { readonly kind: 'released'; readonly plan: PlanHead }
  | {
      readonly kind: 'refused';
      readonly why: 'no such plan' | 'expired' | 'not open' | 'the author cannot approve' | 'approved by you already';
    };

/** One person's yes to a plan's hash; the second releases it. Repeating it resumes a release that was cut short. */
export const approve =
  (ports: Pipeline) =>
  (yes: Yes): Promise<Approval> =>
    racing(ports, () => count(ports, yes));

interface Yes {
  readonly hash: string;
  readonly principal: string;
}

async function count(ports: Pipeline, { hash, principal }: Yes): Promise<Approval> {
  const head = await readPlan(ports, hash);
  if (!head) return { kind: 'refused', why: 'no such plan' };
  if (isAuthor(head, principal)) return { kind: 'refused', why: 'the author cannot approve' };
  if (head.state === 'releasing') return { kind: 'released', plan: await release(ports, head) };
  const why = refusal(ports, head, principal);
  if (why) return { kind: 'refused', why };
  const approvals = [...head.approvals, { by: principal, at: ports.clock.now() }];
  const enough = approvals.length >= QUORUM;
  const next = await changePlan(
    ports,
    { ...head, approvals, state: enough ? 'releasing' : 'open' },
    { actor: principal, act: 'approved' },
  );
  return enough
    ? { kind: 'released', plan: await release(ports, next) }
    : { kind: 'counted', plan: next, missing: QUORUM - approvals.length };
}

function refusal(
  ports: Pipeline,
  head: PlanHead,
  principal: string,
): Extract<Approval, { kind: 'refused' }>['why'] | undefined {
  if (isExpired(ports, head) || head.state === 'expired') return 'expired';
  if (head.state !== 'open') return 'not open';
  return head.approvals.some(({ by }) => by === principal) ? 'approved by you already' : undefined;
}

/** Whoever made it, or whose policy or file asks for it. */
function isAuthor({ author, causedBy }: PlanHead, principal: string): boolean {
  return author === principal || causedBy.includes(principal);
}

/** Entries between two notes of how far a release has come. */
const STRIDE = 20;

/**
 * Applies the entries as approved, from where it was cut short; one whose person has moved since drops out. It is the
 * deed of those who approved, whoever resumes it.
 */
async function release(ports: Pipeline, head: PlanHead): Promise<PlanHead> {
  const approvers = head.approvals.map(({ by }) => by);
  const actor = approvers.at(-1) ?? 'system';
  const entries = await planEntriesOf(ports, head.hash);
  let current: PlanHead & { applied: number; moved: number } = { applied: 0, moved: 0, ...head };
  for (const entry of entries.slice(current.applied + current.moved)) {
    const counted = (await releaseEntry(ports, { head, entry, actor })) ? 'applied' : 'moved';
    current = { ...current, [counted]: current[counted] + 1 };
    if ((current.applied + current.moved) % STRIDE === 0)
      current = { ...current, v: await noteProgress(ports, current) };
  }
  const { applied, moved } = current;
  return changePlan(
    ports,
    { ...current, state: 'released' },
    { actor, act: 'released', cause: `${applied} applied, ${moved} moved; approved by ${approvers.join(' and ')}` },
  );
}

/**
 * Goes on with releases that were cut short, and holds anew what has expired: the sweep asks each minute. Answers the plans that wait,
 * and since when the oldest does.
 */
export async function tendPlans(ports: Pipeline): Promise<{ readonly open: number; readonly since?: number }> {
  const heads = await openPlans(ports);
  if (heads.some((head) => isExpired(ports, head))) await reviewPlans(ports)();
  for (const head of heads)
    if (head.state === 'releasing' && ports.clock.now() - (head.touchedAt ?? head.madeAt) > 2 * MINUTE)
      await release(ports, head);
  const open = heads.filter(({ state }) => state === 'open');
  const since = Math.min(...open.map(({ madeAt }) => madeAt));
  return { open: open.length, ...(open.length > 0 && { since }) };
}

/** False when the person, or what is held of them, has moved. */
async function releaseEntry(
  ports: Pipeline,
  { head, entry, actor }: { head: PlanHead; entry: HeldEntry; actor: string },
): Promise<boolean> {
  const made = head.kind === 'absence' ? [await absent(ports, head, entry)] : [];
  const prompt = { kind: 'release' as const, of: head.kind, targets: entry.targets, plan: head.hash.slice(0, 16) };
  const since = await heldSince(ports, head, entry);
  const decided = await decidePerson(ports)({ person: entry.person, pinned: entry.revision, prompt, actor, made });
  const released =
    decided.kind === 'decided' && !entry.targets.some((target) => decided.decision.held.includes(target));
  if (released) ports.metrics.add({ ApprovalWaitSeconds: ageSeconds(since, ports.clock.now()) });
  return released;
}

/** People's time is told apart from the machine's: from the hold to the second yes. */
async function heldSince(ports: Pipeline, { kind, madeAt }: PlanHead, { person, targets }: HeldEntry): Promise<number> {
  if (kind === 'absence') return madeAt;
  const stored = await readPerson(ports, person);
  const revisions = targets.flatMap((target) => stored.standings[target]?.held?.rev ?? []);
  return earliestAsk(stored, revisions) ?? madeAt;
}

/** The approved absence as an event of its source. An entry that has moved leaves no trace of it. */
async function absent(ports: Pipeline, { source = '', hash }: PlanHead, { person }: HeldEntry) {
  return (await absence(ports, { source, person, mark: hash.slice(0, 16) })).item;
}
