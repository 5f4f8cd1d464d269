// What an operator may ask: a person, an event's way, the pipeline's state, what waits. Reads only.
import { auditRowOf } from '../../core/audit/row.ts';
import { fold } from '../../core/fold.ts';
import { budgets, COMPANY, NO_TALLIES } from '../../core/guard.ts';
import { inboxAddress, inboxKey, inboxRow } from '../../core/inbox.ts';
import { usedAttributes } from '../../core/policy/used.ts';
import { traceIdOfEvent } from '../../core/trace.ts';
import type { AuditRow } from '../../model/audit.ts';
import type { Pipeline } from '../../ports/pipeline.ts';
import { attention } from '../attention.ts';
import { oldestBacklog } from '../backlog.ts';
import { guardKey, talliesOf } from '../guarded.ts';
import { stoppedNow } from '../pace.ts';
import { readPerson } from '../people.ts';
import { openPlans } from '../plans.ts';

/** A person as far as the policy looks at them, with the latest rows of their log. Undefined: nobody of that id. */
export async function personReport(ports: Pipeline, id: string) {
  const person = await readPerson(ports, id);
  if (person.v === 0) return undefined;
  const identity = fold(person.facts, ports.clock.now());
  const targets = Object.entries(person.standings).map(([target, standing]) => ({
    target,
    account: standing.wish.account,
    entitlements: standing.wish.entitlements,
    state: standing.state,
    revision: standing.rev,
    ...(standing.remoteId !== undefined && { remoteId: standing.remoteId }),
    ...(standing.cause !== undefined && { cause: standing.cause }),
    ...(standing.held && {
      held: {
        revision: standing.held.rev,
        account: standing.held.wish.account,
        entitlements: standing.held.wish.entitlements,
      },
    }),
  }));
  const { status, epoch, nextAt } = identity;
  const attributes = usedAttributes((await ports.activePolicy()).bundle, identity.attributes);
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

/** The way of an event: when it came, how it ended, and the rows that name it. Undefined: no such event. */
export async function traceEvent(ports: Pipeline, event: string) {
  const address = inboxAddress(ports.settings.tenant, event);
  const item = address && (await ports.table.get(inboxKey(address)));
  if (!item) return undefined;
  const row = inboxRow(item);
  const person = `${ports.settings.sources[row.source]?.people ?? ''}-${row.subject}`;
  const rows = await latestRows(ports, person);
  const naming = rows.filter(({ events }) => events?.some(({ id }) => id === event));
  const revision = naming.at(-1)?.revision;
  const after = rows.filter((other) => other.revision === revision && !naming.includes(other));
  return {
    event,
    source: row.source,
    person,
    receivedAt: isoOf(row.receivedAt),
    trace: traceIdOfEvent(event, ports.digest.sha256),
    end: row.end ?? 'waiting',
    tries: row.tries,
    ...(item.fields.cause !== undefined && { cause: item.fields.cause }),
    rows: [...naming, ...after],
  };
}

/** The pipeline at a glance. */
export async function statusReport(ports: Pipeline) {
  const { settings, table } = ports;
  const { people, events } = await attention(ports);
  const stored = await table.get(guardKey(settings.tenant));
  const tallies = stored ? talliesOf(stored) : NO_TALLIES;
  const policy = await ports.activePolicy();
  const heads = tallies.heads[COMPANY] ?? 0;
  const targets = await Promise.all(
    Object.keys(settings.targets).map(async (target) => ({
      target,
      accounts: tallies.heads[target] ?? 0,
      backlog: (await oldestBacklog(ports, target, 100)).length,
      stopped: (await stoppedNow(ports, target))?.cause,
    })),
  );
  return {
    tenant: settings.tenant,
    policy: policy.version,
    people: heads,
    budget: budgets(heads, policy.bundle.limits),
    held: people.filter(({ held }) => held.length > 0).length,
    stoppedOperations: people.reduce((total, { stopped }) => total + stopped.length, 0),
    parkedEvents: events.length,
    plans: (await openPlans(ports)).length,
    sources: Object.keys(settings.sources),
    targets,
  };
}
