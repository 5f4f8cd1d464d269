// The version that one person is decided by now, and whether they were decided by it.
import type { Trial } from '../core/decision-input.ts';
import { fold } from '../core/fold.ts';
import { limitsInForce } from '../core/policy/limits-in-force.ts';
import { type VersionFor, versionFor } from '../core/policy/version-for.ts';
import { trialOf } from '../core/trial.ts';
import type { Fact, Person } from '../model/person.ts';
import type { InForce } from '../model/policy/in-force.ts';
import type { Limits } from '../model/policy/limits.ts';
import type { ActivePolicy, Pipeline, PolicyVersion } from '../ports/pipeline.ts';
import { readInForce } from './in-force.ts';

type Known = Pick<Person, 'id' | 'facts' | 'pin'>;

/** Which version is for somebody of whom this is known. Facts are looked at only where a cohort has a condition. */
export function versionOf(inForce: InForce, { id, facts, pin }: Known, now: number): VersionFor {
  return versionFor(inForce, { id, pin, attributes: () => fold(facts, now).attributes });
}

export interface PolicyFor {
  readonly policy: PolicyVersion;
  /** What the guard goes by. */
  readonly limits: Limits;
  /** The person's pin, if it is live. */
  readonly pin?: string;
  readonly trial?: Trial;
}

/** What a decision about the person is made by, with these facts. A pin that is not live any more counts for nothing. */
export async function policyFor(ports: Pipeline, person: Person, facts: readonly Fact[]): Promise<PolicyFor> {
  const { inForce, base } = await activeFor(ports, person);
  const now = ports.clock.now();
  const { version, by, rollOut } = versionOf(inForce, { ...person, facts }, now);
  const found = version === base.version ? base : await ports.policyVersion(version);
  if (!found) throw new Error(`policy ${version} is for ${person.id}, and is not stored`);
  const { publishedBy, ...rest } = found;
  const trial = trialOf(inForce, { onTrial: person.onTrial, by: rollOut });
  return {
    policy: { ...rest, ...(by !== undefined && { publishedBy: by }) },
    limits: limitsInForce({ own: found.bundle.limits, base: base.bundle.limits, inForce }, now),
    ...(person.pin !== undefined && Object.hasOwn(inForce.pins, person.pin) && { pin: person.pin }),
    ...(trial && { trial: { ...trial, base: base.bundle } }),
  };
}

/** What is in force is known some seconds old: whoever is woken because of a change must not know less. */
export function knowing(ports: Pipeline, inForce: number | undefined): Pipeline {
  return inForce === undefined ? ports : { ...ports, activePolicy: () => ports.activePolicy(inForce) };
}

export interface PolicyOfSome {
  readonly policy: PolicyVersion;
  readonly people: readonly Person[];
}

/** The people by the version that each is decided by now: mostly one, for everybody. */
export async function policiesOf(ports: Pipeline, people: readonly Person[]): Promise<readonly PolicyOfSome[]> {
  const { inForce, base } = await ports.activePolicy();
  const now = ports.clock.now();
  const groups = Map.groupBy(people, (person) => versionOf(inForce, person, now).version);
  return Promise.all(
    [...groups].map(async ([version, some]) => {
      const policy = version === base.version ? base : await ports.policyVersion(version);
      return { policy: policy ?? base, people: some };
    }),
  );
}

/**
 * What is in force is known some seconds old: a pin that it does not know may be newer, and is looked up. Else whoever knows less would
 * take the version of a plan away from its people.
 */
async function activeFor(ports: Pipeline, { pin }: Pick<Person, 'pin'>): Promise<ActivePolicy> {
  const active = await ports.activePolicy();
  if (pin === undefined || Object.hasOwn(active.inForce.pins, pin)) return active;
  const inForce = await readInForce(ports);
  if (!inForce) return active;
  const { version } = inForce.base;
  const base = version === active.base.version ? active.base : await ports.policyVersion(version);
  return base ? { inForce, base } : active;
}
