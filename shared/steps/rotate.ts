// Rotates secrets: what is under way goes on, what is due begins. Killed at any moment, the next run goes on with the same step.
import { AFTER_FAILURE } from '../core/rotation.ts';
import { type NamedSecret, secretsOf, TARGET_DAYS } from '../core/secret-catalogue.ts';
import { secretGauges } from '../core/slow-gauges.ts';
import { DAY, HOUR } from '../core/timing.ts';
import type { Key } from '../ports/table.ts';
import { begin } from './rotation-begin.ts';
import { carryOn, type RotatePorts } from './rotation-course.ts';
import { allRecords, type RotationRecord } from './rotation-record.ts';
import { secretReport } from './secret-report.ts';

/** Below the function's timeout, so that a step that has begun can end. */
const MOST_MS = 30_000;
/** How often the ages are looked up: that is a call to Secrets Manager for each secret. */
const LOOK_UP = 6 * HOUR;

/** `secret`: only this one, and it begins now, however young it is. */
export interface RotateInput {
  readonly secret?: string | undefined;
}

/** `more`: the time was up; call again. Safe to call every minute: with nothing under way it reads one page. */
export const rotate =
  (ports: RotatePorts) =>
  async ({ secret }: RotateInput = {}): Promise<{ readonly more: boolean }> => {
    const until = ports.clock.now() + MOST_MS;
    const records = new Map((await allRecords(ports)).map((record) => [record.secret, record]));
    const looksUp = secret === undefined && (await isLookUpDue(ports));
    for (const one of secretsOf(ports.settings)) {
      if (secret !== undefined && one.name !== secret) continue;
      if (ports.clock.now() >= until) return { more: true };
      const record = records.get(one.name);
      await lookAt(ports, one, { record, isAsked: secret !== undefined, looksUp });
    }
    if (looksUp) {
      await noteLookUp(ports);
      await tellAges(ports);
    }
    return { more: false };
  };

interface Look {
  readonly record: RotationRecord | undefined;
  readonly isAsked: boolean;
  readonly looksUp: boolean;
}

/** One secret that cannot be looked at keeps no other from its rotation. */
async function lookAt(ports: RotatePorts, secret: NamedSecret, { record, isAsked, looksUp }: Look): Promise<void> {
  try {
    const isWanted = isAsked || (looksUp && (await isDue(ports, secret, record)));
    if (!record?.rotation && isWanted) await begin(ports, secret, { actor: 'system', atOnce: false });
    if (record?.rotation || isWanted) await carryOn(ports, secret);
  } catch (error) {
    ports.log.error('rotation-not-looked-at', {
      secret: secret.name,
      error: error instanceof Error ? error.name : 'unknown',
    });
  }
}

/** Old enough, and nobody has to bring a value; one that failed rests for a day. */
async function isDue(ports: RotatePorts, secret: NamedSecret, record: RotationRecord | undefined): Promise<boolean> {
  const now = ports.clock.now();
  const rotor = ports.rotor(secret);
  if (!rotor?.isAutomatic || now < (record?.failure?.at ?? -AFTER_FAILURE) + AFTER_FAILURE) return false;
  const current = await rotor.current();
  return current !== undefined && now - current.createdAt >= secret.rotateDays * DAY;
}

const lookUpKey = ({ settings }: RotatePorts): Key => ({
  table: 'state',
  pk: `${settings.tenant}#rotation-ages`,
  sk: 'looked-up',
});

async function isLookUpDue(ports: RotatePorts): Promise<boolean> {
  const last = await ports.table.get(lookUpKey(ports));
  return ports.clock.now() >= Number(last?.fields.at ?? -LOOK_UP) + LOOK_UP;
}

async function noteLookUp(ports: RotatePorts): Promise<void> {
  await ports.table.write([{ kind: 'put', item: { ...lookUpKey(ports), fields: { at: ports.clock.now() } } }]);
}

/** A secret that may become older than a target's counts from as many days later: one number fits them all. Ages that cannot be read are left out. */
async function tellAges(ports: RotatePorts): Promise<void> {
  const known = (await secretReport(ports)).flatMap(({ createdAt, rotateDays }) =>
    createdAt === undefined ? [] : [{ changedAt: createdAt + Math.max(0, rotateDays - TARGET_DAYS) * DAY }],
  );
  ports.metrics.add(secretGauges(known, ports.clock.now()));
}
