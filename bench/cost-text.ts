// The page about cost, as text.
import type { Bill } from '../test/cost/event-bill.ts';
import { assumed, type Item, monthlyBill } from './monthly-bill.ts';
import { assumedStanding, standingBill } from './standing-bill.ts';

const SIZES = [50, 1_000, 10_000] as const;

/** USD a month in which nothing happens. */
const GOAL = 20;

/** Everything that a month costs a company of so many people, with the targets that the bills are of. */
export function wholeBill(people: number, bills: readonly Bill[]): readonly Item[] {
  return [...monthlyBill(people, bills), ...standingBill(people, assumed.targets)];
}

/** The goal, met or missed, and what bounds it. */
function againstGoal(bills: readonly Bill[]): string {
  const items = wholeBill(0, bills);
  const total = items.reduce((sum, item) => sum + item.usd, 0);
  const dearest = items.toSorted((a, b) => b.usd - a.usd).slice(0, 6);
  const verdict = total < GOAL ? 'met' : '**missed**';
  return `With nobody in it a month is ${usd(total)} USD. The goal is below ${GOAL} (for 5 targets, three secrets less): ${verdict}. What bounds it: ${dearest.map((item) => `${item.what} ${usd(item.usd)}`).join(', ')}.`;
}

export function costPage(bills: readonly Bill[]): string {
  const months = SIZES.map((people) => wholeBill(people, bills));
  const rows = (months[0] ?? []).map(({ what }, at) => [what, ...months.map((month) => usd(month[at]?.usd ?? 0))]);
  const totals = months.map((month) => `**${usd(month.reduce((sum, item) => sum + item.usd, 0))}**`);
  const counted = bills.map(({ event, writeUnits, readUnits, sends, deletes }) =>
    row([event, String(writeUnits), String(readUnits), String(sends), String(deletes)]),
  );
  return `# What it costs

A month at AWS in USD, for a company with ${assumed.targets} targets. Units and calls are counted by the test in \`test/cost/event-cost.test.ts\`; the rest is assumed below. Prices are list prices
of us-east-1, noted in 2025 from AWS's price pages, without free tiers and discounts: compare them before you rely on a figure. Dashboards, a firewall and data that leaves AWS are not in it.
This page is written by \`node bin/run.js bench/cost-page.ts\`; a test holds it against the count.

${row(['item', ...SIZES.map((people) => `${people.toLocaleString('en-US')} people`)])}
${row(['---', ...SIZES.map(() => '---:')])}
${rows.map(row).join('\n')}
${row(['**a month**', ...totals])}

Most of a small company's bill is fixed: metrics, alarms, secrets, keys, and Lambda's long polls at the queues. There is no machine that waits, no NAT gateway and no firewall to pay for.

${againstGoal(bills)} Metrics are taken as told in every hour; where little happens, half of them say nothing for most hours and cost
less (\`cost.idle\` of the benchmarks counts that). Suppressing the alarms of one condition by metric math instead of a composite each would be 2 USD
cheaper, and worse: a formula knows no waiting, so that they would speak of each short outage, and stay quiet for up to a day after a planned window. Fewer alarms would be cheaper, too; each
is there for a failure that is injected in \`test/alarms/failures.long.test.ts\`.

## Counted, for one event at ${assumed.targets} targets

${row(['event', 'write units', 'read units', 'messages sent', 'messages deleted'])}
${row(['---', '---:', '---:', '---:', '---:'])}
${counted.join('\n')}

## Assumed

| | |
|---|---|
| hires and leaves a month | ${assumed.hiresPerPerson * 100} % of all people each |
| other changes a month | ${assumed.movesPerPerson} a person, each counted as a move |
| Lambda | ${assumed.callsPerEvent} calls and ${assumed.gbSecondsPerEvent} GB-seconds an event; ${assumed.gbSecondsPerTick} GB-seconds a tick of a schedule |
| KMS, Secrets Manager | ${assumed.kmsCallsPerEvent} and ${assumed.secretCallsPerEvent} calls an event |
| logs | ${assumed.logBytesPerCall.toLocaleString('en-US')} bytes a call |
| storage | ${assumed.bytesPerPerson.toLocaleString('en-US')} bytes a person, a year of audit log included |
| hourly census | ${assumedStanding.stateBytesPerPerson.toLocaleString('en-US')} bytes a person, read whole and consistently |
| daily comparison | of a person at a target: ${assumedStanding.readsPerComparison} read units, ${assumedStanding.writesPerComparison} write units, ${assumedStanding.gbSecondsPerComparison} GB-seconds |
| Step Functions | ${assumedStanding.transitionsPerExecution} transitions of an execution, one execution a day and one for each target |
| waiting at queues | ${assumed.pollsPerMinute} long polls a minute in all |
`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function usd(amount: number): string {
  return amount.toFixed(2);
}
