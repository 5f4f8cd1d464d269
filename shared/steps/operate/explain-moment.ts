// The moment that an explanation is asked for: now, or another one, with the policy that was in force for the person then.
import { isDay, momentOf, NO_DATE } from '../../core/as-of.ts';
import { knownBy, type Past, pastOf } from '../../core/past.ts';
import { type Explanation, explain } from '../../core/policy/explain.ts';
import { pastWords } from '../../core/policy/past-words.ts';
import { subjectAt } from '../../core/subject-at.ts';
import type { Fact, Person } from '../../model/person.ts';
import type { Pipeline, PolicyVersion } from '../../ports/pipeline.ts';
import { personLog } from '../person-log.ts';
import { policyFor } from '../policy-for.ts';
import { zoneHere } from './zone-here.ts';

/** An explanation with the policy that it was made by. */
type Made = Pick<Explanation, 'person' | 'target' | 'entitlement' | 'verdict'> & { readonly policy: PolicyVersion };

/** What is said before and after the explanation itself. */
interface ToldPast {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly past?: Past & { readonly knownThen?: Explanation['verdict'] };
}

export type Moment =
  | { readonly kind: 'refused'; readonly why: string }
  | {
      readonly kind: 'moment';
      readonly at: number;
      readonly isNow: boolean;
      /** The policy was given with the question, and is not the one that they are decided by now. */
      readonly isSupposed: boolean;
      readonly policy: PolicyVersion;
      /** Those that are known now, or of a past moment those that had been taken in by then. */
      readonly facts: readonly Fact[];
      /** By which policy, and what facts: those of now, or those of `facts`. */
      readonly intro: (facts: 'present' | 'past') => readonly string[];
      readonly tell: (made: Made) => ToldPast;
    };

export interface Wished {
  readonly person: Person;
  /** As it was typed; null is now. */
  readonly asOf: string | null;
  /** A policy instead of the one in force. */
  readonly given: PolicyVersion | undefined;
}

export async function momentAsked(ports: Pipeline, { person, asOf, given }: Wished): Promise<Moment> {
  const now = ports.clock.now();
  const chosen = await policyHere(ports, person, given);
  if (asOf === null) return here(chosen, { person, at: now });
  const at = momentOf(asOf, { zone: zoneHere(ports, person, now), now });
  if (at === undefined) return { kind: 'refused', why: `"${asOf}" ${NO_DATE}` };
  const asked = { person, at, ...(isDay(asOf) && { day: asOf }), chosen };
  return at > now ? ahead(asked) : behind(ports, asked);
}

/** The policy that an explanation goes by, unless the past says otherwise. `beside`: the one for everybody, where theirs is another. */
interface Chosen {
  readonly policy: PolicyVersion;
  readonly isGiven: boolean;
  readonly isSupposed: boolean;
  readonly beside?: { readonly version: string; readonly why: 'trial' | 'plan' };
}

async function policyHere(ports: Pipeline, person: Person, given: PolicyVersion | undefined): Promise<Chosen> {
  const { policy, pin } = await policyFor(ports, person, person.facts);
  if (given) return { policy: given, isGiven: true, isSupposed: given.version !== policy.version };
  const { version } = (await ports.activePolicy()).base;
  const why = pin === undefined ? 'trial' : 'plan';
  return { policy, isGiven: false, isSupposed: false, ...(policy.version !== version && { beside: { version, why } }) };
}

function here(
  { policy, isGiven, isSupposed, beside }: Chosen,
  { person, at }: Pick<Elsewhen, 'person' | 'at'>,
): Moment {
  const { version } = policy;
  const before = isGiven
    ? pastWords({ kind: 'given', policy: version })
    : beside
      ? pastWords({ kind: 'beside', policy: version, base: beside.version, why: beside.why })
      : [];
  const { facts } = person;
  const tell = () => ({ before, after: [] });
  return { kind: 'moment', at, isNow: true, isSupposed, policy, facts, intro: () => before, tell };
}

interface Elsewhen {
  readonly person: Person;
  readonly at: number;
  readonly day?: string;
  readonly chosen: Chosen;
}

function ahead({ person: { facts }, at, day, chosen: { policy, isGiven, isSupposed } }: Elsewhen): Moment {
  const before = pastWords({ kind: 'ahead', at, ...(day !== undefined && { day }), policy: policy.version, isGiven });
  const tell = () => ({ before, after: [] });
  return { kind: 'moment', at, isNow: false, isSupposed, policy, facts, intro: () => before, tell };
}

async function behind(ports: Pipeline, { person, at, day, chosen }: Elsewhen): Promise<Moment> {
  const rows = await personLog(ports, person.id);
  const decided = pastOf(rows, { target: '', entitlement: '', at });
  const version = chosen.isGiven ? undefined : (decided.decided?.policy ?? decided.firstPolicy);
  const policy = (version === undefined ? undefined : await ports.policyVersion(version)) ?? chosen.policy;
  const by = chosen.isGiven ? 'given' : policy.version === version ? 'theirs' : 'present';
  const facts = knownBy(person, rows, { at, peopleOf: (source) => ports.settings.sources[source]?.people });
  const about = { at, ...(day !== undefined && { day }), policy: policy.version, by, past: decided } as const;
  const intro = (which: 'present' | 'past') => pastWords({ kind: 'behind', ...about, facts: which });
  const tell = (made: Made): ToldPast => {
    const past = pastOf(rows, { ...made, at });
    const knownThen = verdictThen(facts, { person, at, made });
    const after = pastWords({ kind: 'known', made, past, ...(knownThen && { knownThen }) });
    return { before: intro('present'), after, past: { ...past, ...(knownThen && { knownThen }) } };
  };
  return { kind: 'moment', at, isNow: false, isSupposed: chosen.isSupposed, policy, facts, intro, tell };
}

interface Then {
  readonly person: Person;
  readonly at: number;
  readonly made: Made;
}

/** What the policy answered by the facts that had come by then; undefined where no fact about that moment came later. */
function verdictThen(facts: readonly Fact[], { person, at, made }: Then): Explanation['verdict'] | undefined {
  if (facts.length === person.facts.length) return undefined;
  const subject = subjectAt({ ...person, facts }, at);
  return explain({ ...made, policy: made.policy.bundle, subject, at }).verdict;
}
