// In a process of its own: the plan's own work, from packed person items to the merged report. Prints its time and memory as JSON.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { personOf } from '../shared/core/ledger.ts';
import { planTable } from '../shared/core/plan.ts';
import { type PlanRow, planTally } from '../shared/core/plan-report.ts';
import { changedParts } from '../shared/core/policy/changed.ts';
import { type PreviewInput, preview } from '../shared/core/preview.ts';
import { digest } from '../shared/lambda/machine.ts';
import type { Preview, PreviewSlice } from '../shared/model/preview.ts';
import type { Item } from '../shared/ports/table.ts';
import { policies } from './planned-company.ts';

const [, , file = '', moment = '0'] = process.argv;
const now = Number(moment);
/** People of one page of the store, and rows of the table. */
const PAGE = 500;
const ROWS = 200;

const { before, after } = policies();
const versions = { before: { version: 'before', bundle: before }, after: { version: 'after', bundle: after } };
const tally = planTally();
let spent = 0;
let cpu = 0;
let looked = 0;
let sent = 0;

function timed<T>(work: () => T): T {
  const begun = performance.now();
  const used = process.cpuUsage();
  const done = work();
  const { user, system } = process.cpuUsage(used);
  spent += performance.now() - begun;
  cpu += (user + system) / 1000;
  return done;
}

function sliceOf(previews: readonly Preview[], people: number): PreviewSlice {
  const limits = after.limits;
  const from = { tenant: 'acme', instance: '0'.repeat(16), at: now, by: 'alpha', version: 'after', inForce: 'before' };
  const head = { ...from, tallies: '[["*"],[50000],[],[],[]]', limits, msPerCall: {} };
  return { head, looked: people, previews, parts: [], unfinished: {} };
}

/** A page as the operators' function works it, and its answer as the command line takes it in. */
function work(items: readonly Item[], isChanged: (part: string) => boolean): void {
  const shared = { policies: { ...versions, isChanged }, against: 'ledger', numbers: {}, pins: false, now } as const;
  const canonical: PreviewInput['canonical'] = (_, wish) => wish;
  const ports = {
    canonical,
    isProtected: () => false,
    landing: () => 0,
    sha256: digest.sha256,
    calls: () => ({ calls: 3, reserved: 3 }),
  };
  const found = items.flatMap((item) => preview({ ...shared, ...ports, person: personOf(item) }) ?? []);
  const text = JSON.stringify(sliceOf(found, items.length));
  sent += text.length;
  tally.add(JSON.parse(text));
}

const changed = timed(() => changedParts(before, after));
const isChanged = (part: string) => changed.has(part);
let page: Item[] = [];
for await (const line of createInterface({ input: createReadStream(file) })) {
  page.push(JSON.parse(line));
  looked++;
  if (page.length < PAGE) continue;
  timed(() => work(page, isChanged));
  page = [];
}
timed(() => work(page, isChanged));
const { people, losing } = timed(() => {
  const report = tally.report();
  const rows: PlanRow[] = [];
  for (const row of report.rows()) if (rows.length < ROWS) rows.push(row);
  planTable(rows);
  return report;
});
const mb = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ ms: spent, cpuMs: cpu, mb, looked, people, losing, sent }));
