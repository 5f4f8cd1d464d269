// A company in which nothing happens: what its schedules, sealer and daily run ask of AWS meanwhile, counted over a day of virtual time.
import { createHash, randomBytes } from 'node:crypto';
import { seededPerson } from '../infra/local/people-seed.ts';
import { pointsOf } from '../shared/core/alarm/emf.ts';
import { secretsOf } from '../shared/core/secret-catalogue.ts';
import { Settings } from '../shared/model/settings.ts';
import { census } from '../shared/steps/census.ts';
import { rotate } from '../shared/steps/rotate.ts';
import type { RotatePorts } from '../shared/steps/rotation-course.ts';
import { storedRotor } from '../shared/steps/rotors.ts';
import { seal } from '../shared/steps/seal.ts';
import { aSigner } from '../test/audit/audit-house.ts';
import { memoryArchive } from '../test/audit/memory-archive.ts';
import type { Company } from '../test/builders/a-company.ts';
import { hire } from '../test/builders/occasions.ts';
import { reconciled } from '../test/builders/reconciling.ts';
import { aMeteredCompany } from '../test/cost/event-bill.ts';
import { memorySecrets } from '../test/memory/memory-secrets.ts';

/** Of an hour, on the average of a day; the daily run is in it. */
export interface IdleHour {
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly sends: number;
  readonly signatures: number;
  readonly archived: number;
  readonly secretCalls: number;
  /** Metric-hours: CloudWatch bills a metric by the hours in which it has a value. */
  readonly metrics: number;
}

const HOURS = 24;
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

export async function idleHour(targets: number, people: number): Promise<IdleHour> {
  const house = await aHouse(targets, people);
  const before = house.counts();
  const hours: number[] = [];
  for (let hour = 0; hour < HOURS; hour++) {
    house.company.printed.splice(0);
    if (hour === 3)
      for (const target of Object.keys(house.company.pipeline.settings.targets))
        await reconciled(house.company, target);
    for (let minute = 1; minute <= 60; minute++) await house.minute(minute);
    hours.push(new Set(house.company.printed.flatMap(pointsOf).map(({ name }) => name)).size);
  }
  if (house.company.failures.length > 0) throw house.company.failures[0]?.error;
  const after = house.counts();
  const perHour = Object.entries(after).map(([name, count]) => [
    name,
    (count - before[name as keyof typeof before]) / HOURS,
  ]);
  return { ...Object.fromEntries(perHour), metrics: hours.reduce((sum, count) => sum + count, 0) / HOURS };
}

/** Everybody is hired and read back; an hour has passed since. */
async function aHouse(targets: number, people: number) {
  const { company } = await aMeteredCompany(targets, 'alike');
  for (let number = 1; number <= people; number++) {
    const { subject, ...attributes } = seededPerson(7, number);
    await company.say(subject, hire(`hire-${number}`, { ...attributes, department: 'Engineering' }));
  }
  const counted = { signatures: 0, archived: 0, secretCalls: 0 };
  const turns = turnsOf(company, counted);
  const minute = async (number: number) => {
    await company.pass(1);
    for (const turn of turns.everyMinute) await turn();
    if (number === 60) await turns.hourly();
    company.metrics.flush();
  };
  for (let number = 1; number <= 60; number++) await minute(number);
  const counts = () => {
    const { readUnits, writeUnits } = company.table.meter;
    return { ...counted, readUnits, writeUnits, sends: company.queues.meter.sendCalls };
  };
  return { company, minute, counts };
}

type Counted = { signatures: number; archived: number; secretCalls: number };

/** What the topology's schedules call besides the sweep, which passes with each minute of the company. */
function turnsOf(company: Company, counted: Counted) {
  const { pipeline } = company;
  const [signer, archive] = [aSigner(), memoryArchive()];
  const sealing = seal({
    ...pipeline,
    sha256,
    signer: { ...signer, sign: counting(counted, 'signatures', signer.sign) },
    archive: { ...archive, append: counting(counted, 'archived', archive.append) },
  });
  return { everyMinute: [sealing, rotate(rotationOf(company, counted))], hourly: census(pipeline) };
}

/** Two sources with a secret and a credential each, a secret a target: as the bill assumes. */
function rotationOf({ pipeline, clock }: Company, counted: Counted): RotatePorts {
  const source = (name: string) => ({
    vendor: 'plain',
    people: name,
    owns: ['*'],
    secret: `${name}/s`,
    credential: `${name}/c`,
  });
  const settings = Settings.parse({ ...pipeline.settings, sources: { hr: source('hr'), idp: source('idp') } });
  const names = secretsOf(settings).map(({ name }) => name);
  const stored = memorySecrets(Object.fromEntries(names.map((name) => [name, 'value'])), { clock });
  const keeper = { ...stored, versions: counting(counted, 'secretCalls', stored.versions) };
  const ports = {
    ...pipeline,
    settings,
    keeper,
    candidate: () => undefined,
    random: (bytes: number) => randomBytes(bytes),
  };
  return { ...ports, rotor: (secret) => storedRotor(ports, secret) };
}

function counting<A extends unknown[], T>(
  counted: Counted,
  what: keyof Counted,
  call: (...args: A) => T,
): (...args: A) => T {
  return (...args) => {
    counted[what] += 1;
    return call(...args);
  };
}
