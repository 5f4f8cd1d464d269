// Every secret with its age, its last use and where its rotation stands. Names and times, never a value.
import { stateOf } from '../core/audit/seal-state.ts';
import { agesOf, type SecretAge, type SecretFacts } from '../core/secret-age.ts';
import { type NamedSecret, secretsOf } from '../core/secret-catalogue.ts';
import type { Rotation } from '../model/rotation.ts';
import { AUDIT_KEY } from '../model/secret-names.ts';
import type { RotatePorts } from './rotation-course.ts';
import { allRecords, type RotationRecord } from './rotation-record.ts';
import { stateKey } from './seal-commit.ts';
import { usesOf } from './secret-use.ts';

export interface SecretLine extends SecretAge {
  /** Nobody has to bring a value. */
  readonly automatic: boolean;
  /** Why it cannot be rotated now, and what to do about it. */
  readonly lacks?: string;
  readonly rotation?: Pick<Rotation, 'step' | 'startedAt' | 'next' | 'cause' | 'atOnce'>;
  readonly failure?: { readonly at: number; readonly cause: string };
}

/** By name. A secret that cannot be looked up is shown without an age. */
export async function secretReport(ports: RotatePorts): Promise<readonly SecretLine[]> {
  const records = new Map((await allRecords(ports)).map((record) => [record.secret, record]));
  const facts = await Promise.all(secretsOf(ports.settings).map((secret) => factsOf(ports, secret)));
  const lines = agesOf(facts, ports.clock.now()).map(async (age) => ({
    ...age,
    ...(await canBe(rotorOf(ports, age))),
    ...standing(records.get(age.name)),
  }));
  return Promise.all(lines);
}

async function canBe(rotor: ReturnType<RotatePorts['rotor']>): Promise<Pick<SecretLine, 'automatic' | 'lacks'>> {
  const lacks = await rotor?.lacks?.().catch(() => undefined);
  return { automatic: (rotor?.isAutomatic ?? false) && lacks === undefined, ...(lacks !== undefined && { lacks }) };
}

/** Undefined also for one that cannot be had at all: the others are shown nevertheless. */
function rotorOf(ports: RotatePorts, secret: NamedSecret): ReturnType<RotatePorts['rotor']> {
  try {
    return ports.rotor(secret);
  } catch {
    return undefined;
  }
}

async function factsOf(ports: RotatePorts, secret: NamedSecret): Promise<SecretFacts> {
  const usedAt = await lastUse(ports, secret.name);
  const current = await rotorOf(ports, secret)
    ?.current()
    .catch(() => undefined);
  return {
    ...secret,
    ...(current && { createdAt: current.createdAt }),
    ...(usedAt !== undefined && { usedAt }),
  };
}

/** ms since the epoch. The key of the audit log was used when the newest head was made: nobody has to note that. */
async function lastUse(ports: RotatePorts, name: string): Promise<number | undefined> {
  if (name !== AUDIT_KEY) {
    const uses = await usesOf(ports, name);
    return uses.size > 0 ? Math.max(...uses.values()) : undefined;
  }
  const item = await ports.table.get(stateKey);
  const head = item && stateOf(item.fields).head;
  return head && Date.parse(head.to);
}

function standing(record: RotationRecord | undefined): Pick<SecretLine, 'rotation' | 'failure'> {
  const { rotation, failure } = record ?? {};
  if (!rotation) return failure ? { failure } : {};
  const { step, startedAt, next, cause, atOnce } = rotation;
  return {
    rotation: { step, startedAt, next, atOnce, ...(cause !== undefined && { cause }) },
    ...(failure && { failure }),
  };
}
