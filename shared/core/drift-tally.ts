// The running sums of a reconciliation: people and accounts by class of drift, and a few examples of each.
import { type Comparison, DriftClass, type DriftCounts, type DriftFinding, type DriftReport } from '../model/drift.ts';

/** Kept of each class; a report stays small however bad the day is. */
const EXAMPLES = 10;

export interface Tally {
  readonly drift: DriftCounts;
  readonly examples: readonly DriftFinding[];
}

export const NO_DRIFT: DriftCounts = Object.fromEntries(DriftClass.options.map((name) => [name, 0])) as DriftCounts;

/** Takes in the findings about one person or account: each class counts once, however much of it there is. */
export function tallied({ drift, examples }: Tally, findings: readonly DriftFinding[]): Tally {
  const classes = new Set(findings.map((finding) => finding.class));
  const counts = { ...drift };
  for (const name of classes) counts[name] += 1;
  const kept = [...examples];
  for (const finding of findings)
    if (kept.filter((other) => other.class === finding.class).length < EXAMPLES) kept.push(finding);
  return { drift: counts, examples: kept };
}

/** What a scan that is made again will find again is forgotten; what was repaired meanwhile it cannot find any more. */
export function beforeAnotherScan({ examples }: Tally, repaired: number): Tally {
  return {
    drift: { ...NO_DRIFT, missing: repaired },
    examples: examples.filter((finding) => finding.class === 'missing'),
  };
}

/** Drift of the managed accounts as a share of the people compared, from 0 to 1; foreign accounts are nobody's drift. */
export function driftRate({ drift, compared }: Pick<DriftReport, 'drift' | 'compared'>): number {
  const { foreign, ...managed } = drift;
  const total = Object.values(managed).reduce((sum, count) => sum + count, 0);
  return total === 0 ? 0 : total / Math.max(total, compared);
}

/** The report in the service levels' short form. */
export function comparisonOf({ endedAt, compared, drift }: DriftReport): Comparison {
  const { missing, extra, changed, duplicate, orphan } = drift;
  return { endedAt, compared, drifted: missing + extra + changed + duplicate, orphans: orphan };
}

/** Whether somebody should look: more than was repaired, or no proof. Foreign accounts are not ours to judge. */
export function needsSomebody({ drift, repaired, complete }: DriftReport): boolean {
  const { missing, extra, changed, orphan, duplicate } = drift;
  return !complete || missing > repaired || extra + changed + orphan + duplicate > 0;
}

/** One line for the audit log: counts, no ids. */
export function reportLine(report: DriftReport): string {
  const found = DriftClass.options.filter((name) => report.drift[name] > 0);
  const drift = found.length > 0 ? found.map((name) => `${report.drift[name]} ${name}`).join(', ') : 'no drift';
  const proof = report.complete ? 'complete' : `incomplete: ${report.why ?? 'unknown'}`;
  return `${proof}; ${report.accounts} accounts, ${report.compared} people compared; ${drift}; ${report.repaired} repaired`;
}
