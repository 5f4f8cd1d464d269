// The watch over a version on trial, each minute: too many who failed, and it is taken back; long enough well, and it goes on.
import { dueAt } from '../core/inbox.ts';
import { personKey, personOf } from '../core/ledger.ts';
import { mostFailures } from '../core/policy/roll-out.ts';
import type { InForce, RollOut } from '../model/policy/in-force.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { type WaitingKind, waitingShard } from './attention-rows.ts';
import { readDrift } from './reconcile-store.ts';
import { revertFrom, widenFrom } from './roll-out.ts';
import { policyRows, type Walked, walkOn } from './stale.ts';
import type { Walk } from './walk.ts';

/** Rows of stopped people in a page, and pages that one look reads at most: in an outage those on trial may lie behind all others. */
const PAGE = 500;
const PAGES = 40;
const SECOND = 1_000;

/** How a version on trial does. `decided`: people whom it is for, as far as they are counted. */
export interface Watched {
  readonly failed: readonly string[];
  readonly most: number;
  readonly decided: number;
  /** When it goes on, if it stays well; undefined while not everybody in it has been decided. */
  readonly nextAt: number | undefined;
}

/** The sweep's part: the version on trial, then the walk after the last change. One read where there is neither. */
export async function tendPolicy(ports: Pipeline): Promise<Walked> {
  const rows = await policyRows(ports);
  const isChanged = rows.inForce?.rollOut !== undefined && (await tendRollOut(ports, rows.inForce, rows.walk));
  return walkOn(ports, isChanged ? await policyRows(ports) : rows);
}

async function tendRollOut(ports: Pipeline, before: InForce, walk: Walk | undefined): Promise<boolean> {
  const { rollOut } = before;
  if (!rollOut) return false;
  const watched = await watch(ports, rollOut, walk);
  if (watched.failed.length > watched.most) {
    await revertFrom(ports, { before, rollOut }, { actor: 'system', cause: failureText(watched) });
    return true;
  }
  if (!mayGoOn(before, watched, ports.clock.now())) return false;
  await widenFrom(ports, { before, rollOut }, `${watched.failed.length} of ${watched.decided} people failed`);
  return true;
}

function mayGoOn({ frozen }: InForce, { nextAt }: Watched, now: number): boolean {
  return frozen === undefined && nextAt !== undefined && now >= nextAt;
}

function failureText({ failed, most, decided }: Watched): string {
  const some = failed.slice(0, 5).join(', ');
  return `${failed.length} of ${decided} people failed, more than ${most}: ${some}${failed.length > 5 ? ' and others' : ''}`;
}

/** Looks at those whom the candidate decided: what stopped since the roll-out began, and what comparisons found. */
export async function watch(ports: Pipeline, rollOut: RollOut, walk: Walk | undefined): Promise<Watched> {
  const known = Math.max(walk?.onTrial ?? 0, walk?.tried ?? 0);
  const isTooMany = (failed: number) => failed > mostFailures(rollOut, Math.max(known, failed));
  const failed = await failedOn(ports, rollOut, isTooMany);
  const decided = Math.max(known, failed.length);
  return { failed, most: mostFailures(rollOut, decided), decided, nextAt: nextAtOf(rollOut, walk) };
}

function nextAtOf({ since, watch: span }: RollOut, walk: Walk | undefined): number | undefined {
  return walk?.endedAt === undefined ? undefined : Math.max(since, walk.endedAt) + span;
}

const STOPPED: readonly WaitingKind[] = ['stopped', 'unrevoked'];

/** Those whom the candidate decided, of all who are suspected: no more of them are looked for once they are too many. */
async function failedOn(
  ports: Pipeline,
  { candidate, startedAt }: RollOut,
  isTooMany: (failed: number) => boolean,
): Promise<readonly string[]> {
  const { version } = candidate;
  const failed = new Set(await decidedBy(ports, version, [...new Set(await driftedSince(ports, startedAt))]));
  for (const kind of STOPPED)
    for await (const people of stoppedSince(ports, kind, startedAt)) {
      for (const person of await decidedBy(ports, version, people)) failed.add(person);
      if (isTooMany(failed.size)) break;
    }
  return [...failed].sort();
}

/** People of whom something that was asked for since then was parked or refused, or cannot be made. Their rows are in the order of that. */
async function* stoppedSince(
  { table, settings, clock }: Pipeline,
  kind: WaitingKind,
  since: number,
): AsyncGenerator<readonly string[]> {
  const range = { from: dueAt(since - (since % SECOND)), to: dueAt(clock.now()), limit: PAGE };
  const query = { index: 'due', shard: waitingShard(settings.tenant, kind), ...range } as const;
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const { keys, cursor: next } = await table.queryIndex({ ...query, ...(cursor !== undefined && { cursor }) });
    yield keys.flatMap(({ sk }) => (sk.startsWith('p#') ? [sk.slice(2)] : []));
    if (next === undefined) return;
    cursor = next;
  }
}

/** Examples of the comparisons that ended since then: people who were not as wished. */
async function driftedSince(ports: Pipeline, since: number): Promise<readonly string[]> {
  const last = await Promise.all(Object.keys(ports.settings.targets).map((target) => readDrift(ports, target)));
  return last.flatMap((drift) =>
    drift && drift.report.startedAt >= since ? drift.report.examples.flatMap(({ person }) => person ?? []) : [],
  );
}

async function decidedBy({ table, settings }: Pipeline, version: string, people: readonly string[]) {
  if (people.length === 0) return [];
  const items = await table.getMany(people.map((person) => personKey(settings.tenant, person)));
  return items
    .map(personOf)
    .filter(({ policy }) => policy === version)
    .map(({ id }) => id);
}
