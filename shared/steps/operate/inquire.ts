// What an operator may ask: a person, the pipeline's state, what waits. Reads only.
import { auditRowOf } from '../../core/audit/row.ts';
import { driftRate, needsSomebody } from '../../core/drift-tally.ts';
import { fold } from '../../core/fold.ts';
import { budgets, COMPANY, NO_TALLIES } from '../../core/guard.ts';
import { limitsInForce } from '../../core/policy/limits-in-force.ts';
import { usedAttributes } from '../../core/policy/used.ts';
import type { AuditRow } from '../../model/audit.ts';
import type { ActivePolicy, Pipeline } from '../../ports/pipeline.ts';
import { attention } from '../attention.ts';
import { oldestBacklog } from '../backlog.ts';
import { countNow } from '../census.ts';
import { guardKey, talliesOf } from '../guarded.ts';
import { stoppedNow } from '../pace.ts';
import { readPerson } from '../people.ts';
import { openPlans } from '../plans.ts';
import { readDrift } from '../reconcile-store.ts';
import { staleNow } from './policy-view.ts';

/** A person as far as the policy looks at them, with the latest rows of their log. Undefined: nobody of that id. */
export async function personReport(ports: Pipeline, id: string) {
  const person = await readPerson(ports, id);
  if (person.v === 0) return undefined;
  const identity = fold(person.facts, ports.clock.now());
  const drifted = await driftOfPerson(ports, id, Object.keys(person.standings));
  const targets = Object.entries(person.standings).map(([target, standing]) => ({
    target,
    account: standing.wish.account,
    entitlements: standing.wish.entitlements,
    state: standing.state,
    revision: standing.rev,
    ...(standing.remoteId !== undefined && { remoteId: standing.remoteId }),
    ...(standing.cause !== undefined && { cause: standing.cause }),
    ...(drifted.has(target) && { drift: drifted.get(target) }),
    ...(standing.held && {
      held: {
        revision: standing.held.rev,
        account: standing.held.wish.account,
        entitlements: standing.held.wish.entitlements,
      },
    }),
  }));
  const { status, epoch, nextAt } = identity;
  const { bundle } = (await ports.policyVersion(person.policy)) ?? (await ports.activePolicy()).base;
  const attributes = usedAttributes(bundle, identity.attributes);
  return {
    person: id,
    status,
    ...(epoch !== undefined && { since: isoOf(epoch) }),
    ...(nextAt !== undefined && { next: isoOf(nextAt) }),
    revision: person.rev,
    policy: person.policy,
    attributes,
    targets,
    log: await latestRows(ports, id),
  };
}

/** By target, what its last comparison found of the person and left as it was, if it is among the examples of the report. */
async function driftOfPerson(ports: Pipeline, person: string, targets: readonly string[]) {
  const found = await Promise.all(
    targets.map(async (target) => {
      const { endedAt, examples } = (await readDrift(ports, target))?.report ?? { endedAt: 0, examples: [] };
      const left = examples.filter((one) => one.person === person && one.class !== 'missing');
      return [target, { at: isoOf(endedAt), found: left.map((one) => `${one.class} ${one.what}`) }] as const;
    }),
  );
  return new Map(found.filter(([, { found }]) => found.length > 0));
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

/** The newest rows of a person's log, oldest first. */
async function latestRows({ table, settings }: Pipeline, person: string): Promise<readonly AuditRow[]> {
  const page = await table.query({
    table: 'audit',
    pk: `${settings.tenant}#person#${person}`,
    limit: 20,
    newestFirst: true,
  });
  return page.items.map(auditRowOf).reverse();
}

/** Below this many people, a look at the state counts them anew; a larger company is counted once an hour. */
const YOUNG = 200;

/** People and accounts, and when they were counted. The guard goes by the stored count. */
async function headcounts(ports: Pipeline) {
  const { settings, table, clock } = ports;
  const stored = await table.get(guardKey(settings.tenant));
  const { heads, countedAt } = stored ? talliesOf(stored) : NO_TALLIES;
  const guarded = heads[COMPANY] ?? 0;
  const fresh = guarded < YOUNG ? await countNow(ports) : undefined;
  return { heads: fresh ?? heads, guarded, countedAt: fresh ? clock.now() : countedAt };
}

/** When the target was compared last, and what of it is left for somebody. */
async function lastComparison(ports: Pipeline, target: string) {
  const last = await readDrift(ports, target);
  if (!last) return undefined;
  const { endedAt, complete, drift } = last.report;
  return { at: isoOf(endedAt), complete, drift, rate: driftRate(last.report), waits: needsSomebody(last.report) };
}

/** For people under the version for everybody. `weakerFrom`: its limits are weaker, and count then. */
function budgetNow(
  { base, inForce }: ActivePolicy,
  { guarded, now }: { readonly guarded: number; readonly now: number },
) {
  const { limits } = base.bundle;
  const { stricter } = inForce;
  return {
    budget: budgets(guarded, limitsInForce({ own: limits, base: limits, inForce }, now)),
    ...(stricter && now < stricter.until && { weakerFrom: isoOf(stricter.until) }),
  };
}

/** The pipeline at a glance. */
export async function statusReport(ports: Pipeline) {
  const { settings, clock } = ports;
  const { people, events, deliveries, returns } = await attention(ports);
  const { heads, guarded, countedAt } = await headcounts(ports);
  const { base, inForce } = await ports.activePolicy();
  const targets = await Promise.all(
    Object.keys(settings.targets).map(async (target) => ({
      target,
      accounts: heads[target] ?? 0,
      backlog: (await oldestBacklog(ports, target, 100)).length,
      stopped: (await stoppedNow(ports, target))?.cause,
      reconciled: await lastComparison(ports, target),
    })),
  );
  return {
    tenant: settings.tenant,
    policy: base.version,
    ...(inForce.rollOut && { onTrial: inForce.rollOut.candidate.version }),
    ...(await staleNow(ports)),
    people: heads[COMPANY] ?? 0,
    ...(countedAt !== undefined && { countedAt: isoOf(countedAt) }),
    ...budgetNow({ base, inForce }, { guarded, now: clock.now() }),
    held: people.filter(({ held }) => held.length > 0).length,
    stoppedOperations: people.reduce((total, { stopped }) => total + stopped.length, 0),
    parkedEvents: events.filter(({ state }) => state === 'parked').length,
    unreadableDeliveries: deliveries.length,
    returnedPolicies: returns.length,
    undecidedEvents: events.filter(({ state }) => state === 'waiting').length,
    plans: (await openPlans(ports)).length,
    sources: Object.keys(settings.sources),
    targets,
  };
}
