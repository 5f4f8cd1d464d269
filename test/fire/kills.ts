// kill -9 again and again, at seeded moments, under load and in the middle of starts: what was acknowledged is done once.
import { setTimeout as sleep } from 'node:timers/promises';
import { seeded } from '../../infra/local/people-seed.ts';
import { auditCheck } from '../../operator/audit-check.ts';
import {
  type AppUser,
  aPlace,
  appUsers,
  forgetPlace,
  type Laptop,
  launchLaptop,
  startLaptop,
  warehouseRoles,
} from '../e2e/laptop.ts';
import { killLoad, type Load, type Told } from './kill-load.ts';
import { counts, quantile, type Tell, type Trial } from './trial.ts';

const MINUTE = 60_000;
/** One kill in so many comes while the laptop is still starting. */
const IN_START = 5;
/** Without any progress. */
const PATIENCE_MS = 60_000;

export interface Kills {
  readonly kills: number;
  readonly seed: number;
  readonly tell: Tell;
}

interface Field extends Kills {
  readonly place: { readonly data: string; readonly port: number };
  readonly load: Load;
  readonly random: () => number;
  readonly starts: number[];
  /** Milliseconds that the clocks are ahead by now. */
  ahead: number;
}

/** Kills the process, never PostgreSQL, which the next start finds and ends. */
export async function kills(options: Kills): Promise<Trial> {
  const random = seeded(options.seed);
  const place = aPlace();
  const load = killLoad(place.data, random);
  const field: Field = { ...options, place, load, random, starts: [], ahead: 0 };
  try {
    for (let round = 1; round <= options.kills; round++) await killOnce(field, round);
    return await judged(field);
  } finally {
    await forgetPlace(place.data);
  }
}

async function killOnce(field: Field, round: number): Promise<void> {
  const { place, load, random, starts, tell } = field;
  const launched = launchLaptop({ ...place, ahead: field.ahead });
  if (round % IN_START === 0) {
    launched.started.catch(() => undefined);
    await sleep(50 + random() * 2_500);
    await launched.kill();
  } else {
    const from = performance.now();
    const company = await launched.started;
    starts.push(performance.now() - from);
    const sending = load.run(company, round);
    await sleep(100 + random() * 600);
    await company.kill();
    await sending;
  }
  // Claims of the dead end, and what they held is taken up again.
  field.ahead += 2 * MINUTE;
  if (round % 20 === 0) tell(`${round} kills, ${load.told.length} deliveries, a start takes ${ms(starts)} ms`);
}

function ms(values: readonly number[]): number {
  return Math.round(quantile(values, 0.5));
}

async function judged(field: Field): Promise<Trial> {
  const { place, load, starts, seed } = field;
  const company = await startLaptop({ ...place, ahead: field.ahead });
  try {
    const unsure = await load.again(company);
    const from = performance.now();
    const late = await converged(company, field);
    for (const { json } of await reports(company, field, late)) field.tell(JSON.stringify(json));
    const convergedMs = performance.now() - from;
    const [users, roles] = [await appUsers(place.data), await warehouseRoles(place.data)];
    const ends = await endsOf(company, load.told);
    const { verdict, fault } = await auditVerdict(company);
    const faults = [...late, ...statuses(load.told), ...doubled(users, roles), ...ends.faults, ...fault];
    const told = { deliveries: load.told.length, redelivered: unsure, events: ends.events, accounts: users.length };
    const times = {
      startMs: ms(starts),
      slowestStartMs: Math.round(Math.max(...starts)),
      convergedMs: Math.round(convergedMs),
    };
    return { name: 'kills', figures: { kills: field.kills, seed, ...told, auditRows: verdict.rows, ...times }, faults };
  } finally {
    await company.stop();
  }
}

/** What a vendor may see of a company that dies: a success, no answer, or "come back". */
function statuses(told: readonly Told[]): readonly string[] {
  const open = told.filter(({ sent }) => sent.status !== 202);
  const odd = told.filter(({ firstStatus }) => ![202, 0, 503].includes(firstStatus));
  return [
    ...open.map(({ what, sent }) => `a ${what} was answered ${sent.status} by a company that lives`),
    ...odd.map(({ what, firstStatus }) => `a ${what} was answered ${firstStatus} by a company that was killed`),
  ];
}

/** Sweeps while time passes until every system shows what was said last, or until nothing moves any more; answers who is late. */
async function converged(company: Laptop, { load, place }: Field): Promise<readonly string[]> {
  const wanted = new Map(load.told.map(({ what, sent }) => [sent.userName, what !== 'leave'] as const));
  let least = Number.POSITIVE_INFINITY;
  for (let from = performance.now(); ; ) {
    await company.skip(2 * MINUTE);
    await company.run('sweep');
    await approveHeld(company);
    await sleep(2_000);
    const app = new Map((await appUsers(place.data)).map(({ userName, active }) => [userName, active]));
    const warehouse = new Map((await warehouseRoles(place.data)).map(({ name, canLogIn }) => [name, canLogIn]));
    const wrong = [...unlike(wanted, app, 'app'), ...unlike(wanted, warehouse, 'warehouse')];
    if (wrong.length === 0 || performance.now() - from > PATIENCE_MS) return wrong;
    if (wrong.length < least) from = performance.now();
    least = Math.min(least, wrong.length);
  }
}

/** What the ledger says of the first few who are late. */
function reports(company: Laptop, { load }: Field, late: readonly string[]) {
  const people = load.told.filter(({ sent }) => late.some((sentence) => sentence.startsWith(`${sent.userName} `)));
  const subjects = [...new Set(people.map(({ sent }) => sent.subject))].slice(0, 5);
  return Promise.all(subjects.map((subject) => company.operator('GET', `person/hr-${subject}`)));
}

/** Who stays has an account that may log in; who left has one that may not, or none if they left before it was made. */
function unlike(
  wanted: ReadonlyMap<string, boolean>,
  found: ReadonlyMap<string, boolean>,
  target: string,
): readonly string[] {
  return [...wanted].flatMap(([name, stays]) => {
    if (!found.has(name)) return stays ? [`${name} has no account at ${target}`] : [];
    if (found.get(name) !== stays) return [`${name} ${stays ? 'cannot' : 'can still'} log in at ${target}`];
    return [];
  });
}

async function approveHeld(company: Laptop): Promise<void> {
  const open = (await company.operator('GET', 'plans')).json as readonly { readonly hash: string }[];
  for (const { hash } of open)
    for (const as of ['bravo', 'charlie']) await company.operator('POST', `approve/${hash}`, { as });
}

function doubled(users: readonly AppUser[], roles: readonly { readonly name: string }[]): readonly string[] {
  const several = (names: readonly string[], what: string) =>
    [...counts(names)].flatMap(([name, count]) => (count > 1 ? [`${count} ${what} are ${name}`] : []));
  const people = users.flatMap(({ externalId }) => externalId ?? []);
  return [
    ...several(
      users.map(({ userName }) => userName.toLowerCase()),
      'accounts of the app',
    ),
    ...several(people, 'accounts of the app by their external id'),
    ...several(
      roles.map(({ name }) => name),
      'roles of the warehouse',
    ),
  ];
}

const ENDED = new Set(['folded', 'duplicate', 'superseded']);

async function endsOf(company: Laptop, told: readonly Told[]) {
  const events = [...new Set(told.flatMap(({ sent }) => sent.events))];
  const faults: string[] = [];
  for (const event of events) {
    const { status, json } = await company.operator('GET', `trace/${encodeURIComponent(event)}`);
    const end = (json as { end?: string } | undefined)?.end ?? `answered ${status}`;
    if (!ENDED.has(end)) faults.push(`${event} was acknowledged and is ${end}`);
  }
  const silent = told.filter(({ sent }) => sent.events.length === 0).length;
  return { events: events.length, faults: silent > 0 ? [...faults, `${silent} deliveries have no event id`] : faults };
}

/** Seals what is there and checks the export as an auditor would. */
export async function auditVerdict(company: Laptop) {
  await company.skip(5 * MINUTE);
  await company.run('seal');
  const { text } = await company.operator('GET', 'audit');
  const { keys } = JSON.parse(text.slice(0, text.indexOf('\n'))) as { keys: { publicKey: string }[] };
  const file = (async function* () {
    yield Buffer.from(text);
  })();
  const verdict = await auditCheck({ file, publicKeys: keys.map(({ publicKey }) => publicKey) });
  return { verdict, fault: verdict.ok ? [] : [`the audit log: ${JSON.stringify(verdict.firstBad)}`] };
}
