// What ended operations and ages say to the service levels. Pure: called after the write that made it true.
import type { AuditRow } from '../model/audit.ts';
import type { MetricValues } from '../model/metric.ts';
import type { Person, Standing } from '../model/person.ts';
import { askedAt } from './asked.ts';
import { takesAway } from './verify.ts';

export interface Change {
  readonly before: Person;
  readonly after: Person;
  readonly ended: NonNullable<AuditRow['operations']>;
  readonly now: number;
}

/** Each end counts once: it is named in one row of the log. A grant's time ends when it is usable, a revocation's when it was read back. */
export function endIndicators({ before, after, ended, now }: Change): MetricValues {
  const done = ended.filter(({ end }) => end === 'applied' || end === 'no-op');
  const failed = ended.filter(({ end }) => end === 'parked' || end === 'refused');
  const revoked = done.filter(({ target }) => isRemoval(before.standings[target]));
  const usable = Object.entries(after.standings).filter(
    ([target, { state }]) => state === 'applied' && before.standings[target]?.state === 'claimed',
  );
  const granted = usable.filter(([target]) => !isRemoval(before.standings[target]));
  const seconds = (revisions: readonly number[]) =>
    revisions.flatMap((rev) => {
      const at = askedAt(before, rev);
      return at === undefined ? [] : [Math.max(0, Math.round((now - at) / 1000))];
    });
  return {
    ...(done.length + failed.length > 0 && { OperationsSucceeded: done.length, OperationsFailed: failed.length }),
    ProvisionSeconds: seconds(granted.map(([, { rev }]) => rev)),
    RevokeSeconds: seconds(revoked.map(({ revision }) => revision)),
  };
}

function isRemoval(standing: Standing | undefined): boolean {
  return standing !== undefined && takesAway(standing);
}

/** Since when the person's oldest grant and the oldest revocation in flight have been asked for. */
export function openSince(person: Person): { readonly grant?: number; readonly removal?: number } {
  const since: { grant?: number; removal?: number } = {};
  for (const standing of Object.values(person.standings)) {
    const at = isInFlight(standing) ? askedAt(person, standing.rev) : undefined;
    if (at === undefined) continue;
    const kind = takesAway(standing) ? 'removal' : 'grant';
    since[kind] = Math.min(since[kind] ?? at, at);
  }
  return since;
}

function isInFlight({ state }: Standing): boolean {
  return state === 'open' || state === 'claimed' || state === 'applied';
}

/** Whole seconds since `at`; 0 when somebody looked and there is nothing. */
export function ageSeconds(at: number | undefined, now: number): number {
  return at === undefined ? 0 : Math.max(0, Math.round((now - at) / 1000));
}
