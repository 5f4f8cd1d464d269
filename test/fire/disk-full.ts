// A disk that runs full under load and gets space again, twice: what was acknowledged is there, and the pipeline goes on.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { prepareEngine } from '../../infra/local/targets/postgres-engine.ts';
import { type Sent, send } from '../e2e/deliveries.ts';
import { aPlace, appUsers, forgetPlace, type Laptop, startLaptop, warehouseRoles } from '../e2e/laptop.ts';
import { refusal } from '../e2e/start-process.ts';
import { auditVerdict } from './kills.ts';
import { type SmallDisk, smallDisk } from './small-disk.ts';
import { counts, type Trial } from './trial.ts';

const MEGABYTES = 240;
const MINUTE = 60_000;
const SENTENCE = 'frontdesk: the disk is full; nothing was lost: free some space and start again\n';

interface Field {
  readonly disk: SmallDisk;
  readonly place: { readonly data: string; readonly port: number };
  readonly sent: Sent[];
  readonly faults: string[];
}

/** PostgreSQL's files are on the same disk. `notRun` where nothing may be mounted. */
export async function diskFull(): Promise<Trial> {
  const disk = smallDisk(MEGABYTES);
  if (!disk) return { name: 'disk full', figures: {}, faults: [], notRun: 'missing: the right to mount a small disk' };
  const other = aPlace();
  const place = { data: join(disk.path, 'data'), port: other.port };
  const field: Field = { disk, place, sent: [], faults: [] };
  try {
    mkdirSync(place.data);
    const { clusterDir } = prepareEngine(join(place.data, 'postgres'));
    if (!clusterDir.startsWith(disk.path)) disk.showAt('cluster', clusterDir);
    return await played(field);
  } finally {
    disk.unmount();
    await forgetPlace(other.data);
  }
}

async function played(field: Field): Promise<Trial> {
  const { disk, place, sent, faults } = field;
  const first = await startLaptop(place);
  await hires(field, first, 5);
  disk.fill();
  await hires(field, first, 20);
  const asked = await first.operator('GET', 'plans');
  if (asked.status !== 503 || !asked.text.includes('nothing was done'))
    faults.push(`on a full disk an operator was answered ${asked.status}: ${asked.text}`);
  disk.free();
  await answersAgain(first);
  // Running on, without a restart: these stand behind the torn write in every log.
  await hires(field, first, 5);
  disk.fill();
  await hires(field, first, 20);
  await first.kill();
  const { code, words } = await refusal(place);
  if (code !== 1 || words !== SENTENCE) faults.push(`a start on a full disk ended with ${code}: ${words}`);
  disk.free();
  const company = await startLaptop({ ...place, ahead: first.ahead() + 2 * MINUTE });
  await hires(field, company, 5);
  faults.push(...(await missing(field, company)));
  const { verdict, fault } = await auditVerdict(company);
  await company.stop();
  const acknowledged = sent.filter(({ status }) => status === 202).length;
  if (acknowledged < 15) faults.push(`only ${acknowledged} were acknowledged although there was space for 15`);
  if (acknowledged === sent.length) faults.push('the disk was never full');
  const figures = { deliveries: sent.length, acknowledged, auditRows: verdict.rows };
  return { name: 'disk full', figures, faults: [...faults, ...fault] };
}

/** It mends itself, in a moment. */
async function answersAgain(company: Laptop): Promise<void> {
  for (let looks = 0; (await company.operator('GET', 'plans')).status !== 200; looks++) {
    if (looks > 100) throw new Error('there is space again, and nothing goes on');
    await sleep(100);
  }
}

async function hires({ place, sent, faults }: Field, company: Laptop, count: number): Promise<void> {
  const from = sent.length;
  for (let number = 0; number < count; number++) {
    const one = await send(company, place.data, { what: 'hire', number: 1 + from + number });
    if (one.status !== 202 && one.status !== 503) faults.push(`a hire was answered ${one.status}`);
    sent.push(one);
  }
}

/** Who was acknowledged and has no account, or more than one, after a minute of sweeps. */
async function missing({ place, sent }: Field, company: Laptop): Promise<readonly string[]> {
  const wanted = sent.filter(({ status }) => status === 202).map(({ userName }) => userName);
  for (let looks = 0; ; looks++) {
    await company.skip(2 * MINUTE);
    await company.run('sweep');
    await sleep(1_000);
    const app = counts((await appUsers(place.data)).map(({ userName }) => userName));
    const roles = counts((await warehouseRoles(place.data)).map(({ name }) => name));
    const wrong = wanted.flatMap((name) => [
      ...(app.get(name) === 1 ? [] : [`${name} was acknowledged and has ${app.get(name) ?? 0} accounts at the app`]),
      ...(roles.get(name) === 1 ? [] : [`${name} was acknowledged and has ${roles.get(name) ?? 0} roles`]),
    ]);
    if (wrong.length === 0 || looks > 30) return wrong;
  }
}
