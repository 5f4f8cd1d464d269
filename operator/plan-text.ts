// A plan for people and for scripts: the one table, and what it adds up to.

import { COMPANY } from '../shared/core/guard.ts';
import { planTable } from '../shared/core/plan.ts';
import type { PlanReport, PlanRow } from '../shared/core/plan-report.ts';
import type { Where } from './client.ts';
import type { SavedTo } from './plan-file.ts';
import { table } from './print.ts';
import { command, quoted } from './quoted.ts';

/** The fields that scripts may rely on: documented in docs/plan.md. */
export function planJson(report: PlanReport) {
  const { head, rows, byPerson, previews, ...sums } = report;
  const { tenant, instance, at, by, version, base, inForce } = head;
  return {
    tenant,
    instance,
    at: new Date(at).toISOString(),
    by,
    policy: version,
    base: base ?? null,
    inForce,
    ...sums,
    byPerson: byPerson(),
    rows: [...rows()],
  };
}

interface Shown extends Where {
  /** Rows of the table. */
  readonly limit: number;
  readonly saved: SavedTo | undefined;
}

/** The plan for the terminal. */
export function planText(report: PlanReport, { limit, saved, ...where }: Shown): string {
  const parts = [
    rowsText(report, limit),
    sentence(report),
    partsText(report, limit),
    targetsText(report),
    losersText(report),
    withheldText(report, limit),
    guardText(report),
    unfinishedText(report),
    saved
      ? `Saved as plan ${saved.plan.slice(0, 12)}, ${saved.people} people: ${command(where, `apply ${quoted(saved.file)}`)}`
      : '',
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function rowsText(report: PlanReport, limit: number): string {
  const shown: PlanRow[] = [];
  let left = 0;
  for (const row of report.rows())
    if (shown.length < limit) shown.push(row);
    else left++;
  const more =
    left > 0 ? `\n... and ${left} rows more: --limit ${shown.length + left} shows them, --json has them all` : '';
  return limit === 0 && left > 0 ? more.trimStart() : `${planTable(shown)}${more}`;
}

function sentence({ head, looked, people, losing, changes, kept }: PlanReport): string {
  const what = head.version === head.inForce ? `${head.version}, which is in force` : head.version;
  const against = head.base === undefined ? 'the ledger' : `version ${head.base}`;
  const others = Object.entries(kept).map(([verdict, count]) => `${count} ${verdict}`);
  return [
    `Policy ${what}, against ${against}: ${people} of ${looked} people change, ${losing} of them lose something; ${changes} changes.`,
    ...(others.length > 0 ? [`Nothing changes in ${others.join(', ')}.`] : []),
  ].join('\n');
}

/** Changed parts that change nobody are shown as far as this, those that protect people first. */
const QUIET = 10;

function partsText({ byPart }: PlanReport, limit: number): string {
  const [telling, quiet] = [byPart.filter(({ people }) => people > 0), byPart.filter(({ people }) => people === 0)];
  const shown = [...telling.slice(0, Math.max(limit, QUIET)), ...quiet.slice(0, QUIET)];
  if (shown.length === 0) return '';
  const rows = shown.map(({ part, change, place, people, gain, lose }) => [
    part,
    change ?? '',
    place ?? '',
    ...[people, gain, lose].map(String),
  ]);
  const left = [
    leftText(telling.length - Math.max(limit, QUIET), 'that change somebody: --json has them all'),
    leftText(quiet.length - QUIET, 'that change nobody'),
  ];
  return [table(['because of', 'is', 'where', 'people', 'gain', 'lose'], rows), ...left]
    .filter((line) => line !== '')
    .join('\n');
}

function leftText(left: number, what: string): string {
  return left > 0 ? `... and ${left} more ${left === 1 ? 'part' : 'parts'} ${what}` : '';
}

function targetsText({ byTarget, minutes }: PlanReport): string {
  if (byTarget.length === 0) return '';
  const rows = byTarget.map(({ target, people, gain, lose, calls, minutes: alone }) => [
    target,
    ...[people, gain, lose, calls].map(String),
    minutesText(alone),
  ]);
  const all = byTarget.reduce((total, { calls }) => total + calls, 0);
  return `${table(['target', 'people', 'gain', 'lose', 'calls', 'minutes'], rows)}\n${all} calls in all; the targets are called side by side: ${minutesText(minutes)} minutes.`;
}

function minutesText(minutes: number): string {
  return minutes < 0.1 ? 'under 0.1' : String(minutes);
}

/** People in the table of those who lose most. */
const MOST = 10;

function losersText(report: PlanReport): string {
  if (report.losing <= 1) return '';
  const rows = report
    .byPerson()
    .slice(0, MOST)
    .filter(({ loses }) => loses > 0);
  return table(
    ['who loses most', 'gains', 'loses'],
    rows.map(({ person, gains, loses }) => [person, `${gains}`, `${loses}`]),
  );
}

function withheldText({ withheld }: PlanReport, limit: number): string {
  if (withheld.length === 0) return '';
  const rows = withheld.slice(0, limit).map(({ person, what }) => [person, what]);
  const left = withheld.length - rows.length;
  return `${table(['duties newly keep from', 'what'], rows)}${left > 0 ? `\n... and ${left} more` : ''}`;
}

function guardText({ head, guard }: PlanReport): string {
  if (head.base !== undefined || guard.counted === 0) return '';
  const rows = guard.scopes.map(({ scope, window, used, budget }) => [
    scope === COMPANY ? 'the company' : scope,
    `${used} of ${budget} ${window === 'hour' ? 'an hour' : 'a day'}`,
  ]);
  const end = guard.held > 0 ? `${guard.held} would be held for two people to approve` : 'none would be held';
  return `${table(['guard', 'used before'], rows)}\n${guard.counted} people count: ${guard.passes} pass at once, ${end}.`;
}

function unfinishedText({ head, unfinished }: PlanReport): string {
  const rows = Object.entries(unfinished).map(([target, states]) => [
    target,
    Object.entries(states)
      .map(([state, count]) => `${count} ${state}`)
      .join(', '),
  ]);
  return head.base === undefined && rows.length > 0 ? table(['decided before, not done yet', ''], rows) : '';
}
