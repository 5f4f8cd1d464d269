// Judges what people released: nothing that was held goes on without two of them, in time, and never by whoever caused it.
import type { LogRow } from './oracle-log.ts';

/** Who put policy v2 in force. */
export const PUBLISHER = 'cid';

const DAY = 86_400_000;
/** A worker may freeze between its look at the clock and its row, and clocks of ours may jump ten minutes. */
const SLACK = 1_500_000;

export function approvalBreaks(rows: readonly LogRow[]): readonly string[] {
  const plans = Map.groupBy(
    rows.filter(({ noun }) => noun === 'plan'),
    ({ id }) => id.slice(0, 16),
  );
  const people = Map.groupBy(
    rows.filter(({ noun }) => noun === 'person'),
    ({ id }) => id,
  );
  return [...people.values()].flatMap((own) => {
    const ordered = own.toSorted((a, b) => a.number - b.number);
    return ordered.flatMap((row, position) => {
      if (row.act !== 'released') return [];
      const plan = plans.get(row.cause?.replace('plan ', '') ?? '') ?? [];
      const causedByPublisher = isCausedByPublisher(ordered.slice(0, position), row);
      return releaseBreaks(row, plan, causedByPublisher);
    });
  });
}

function releaseBreaks(row: LogRow, plan: readonly LogRow[], causedByPublisher: boolean): readonly string[] {
  const where = `${row.id} row ${row.number}`;
  const made = plan.find(({ act }) => act === 'held');
  if (!made) return [`${where} is released by no plan that was held`];
  const approvals = plan.filter(({ act, number }) => act === 'approved' && number > made.number);
  const approvers = new Set(approvals.map(({ actor }) => actor));
  const late = approvals.filter(({ at }) => Date.parse(at) > Date.parse(made.at) + DAY + SLACK);
  return [
    ...(approvers.size < 2 ? [`${where} is released by ${approvers.size} people`] : []),
    ...(late.length > 0 ? [`${where} is released by an approval that came after the plan had expired`] : []),
    ...(causedByPublisher && approvers.has(PUBLISHER) ? [`${where} is released by who caused what was held`] : []),
  ];
}

/** Whether what is released here was first held by the very decision that met the publisher's policy. */
function isCausedByPublisher(before: readonly LogRow[], { plan = [] }: LogRow): boolean {
  const decisions = before.filter(({ policy }) => policy !== undefined);
  return plan.some(({ target }) => {
    const since = decisions.findLastIndex((row) => !isHolding(row, target)) + 1;
    return decisions[since]?.policy === 'v2' && decisions[since - 1]?.policy === 'v1';
  });
}

function isHolding({ plan = [] }: LogRow, target: string): boolean {
  return plan.some((line) => line.target === target && line.change.includes('(held)'));
}
