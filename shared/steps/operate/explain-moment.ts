// The moment that an explanation is asked for: now, or another one, with the policy that was in force for the person then.
import { momentOf, NO_DATE, zoneFor } from '../../core/as-of.ts';
import { fold } from '../../core/fold.ts';
import { knownBy, type Past, pastOf } from '../../core/past.ts';
import { type Explanation, explain } from '../../core/policy/explain.ts';
import { pastWords } from '../../core/policy/past-words.ts';
import { subjectAt } from '../../core/subject-at.ts';
import type { AuditRow } from '../../model/audit.ts';
import type { Person } from '../../model/person.ts';
import type { Pipeline, PolicyVersion } from '../../ports/pipeline.ts';
import { personLog } from '../person-log.ts';
import { policyFor } from '../policy-for.ts';

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
      readonly policy: PolicyVersion;
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
  const policy = given ?? (await policyFor(ports, person, person.facts)).policy;
  if (asOf === null) {
    const before = given ? pastWords({ kind: 'given', policy: given.version }) : [];
    return { kind: 'moment', at: now, isNow: true, policy, tell: () => ({ before, after: [] }) };
  }
  const sources = Object.fromEntries(Object.entries(ports.settings.sources));
  const zone = zoneFor(fold(person.facts, now), person.facts.flatMap(({ source }) => sources[source]?.zone ?? [])[0]);
  const at = momentOf(asOf, { zone, now });
  if (at === undefined) return { kind: 'refused', why: `"${asOf}" ${NO_DATE}` };
  if (at > now) return ahead(policy, at, given !== undefined);
  return behind(ports, { person, at, policy, isGiven: given !== undefined });
}

function ahead(policy: PolicyVersion, at: number, isGiven: boolean): Moment {
  const words = pastWords({ kind: 'ahead', at, policy: policy.version, isGiven });
  return { kind: 'moment', at, isNow: false, policy, tell: () => ({ before: words, after: [] }) };
}

interface Behind {
  readonly person: Person;
  readonly at: number;
  /** The one in force now, or one that was given. */
  readonly policy: PolicyVersion;
  readonly isGiven: boolean;
}

async function behind(ports: Pipeline, { person, at, policy: other, isGiven }: Behind): Promise<Moment> {
  const rows = await personLog(ports, person.id);
  const { decided, firstPolicy } = pastOf(rows, { target: '', entitlement: '', at });
  const version = isGiven ? undefined : (decided?.policy ?? firstPolicy);
  const policy = (version === undefined ? undefined : await ports.policyVersion(version)) ?? other;
  const tell = (made: Made): ToldPast => {
    const past = pastOf(rows, { ...made, at });
    const knownThen = verdictThen(ports, { person, rows, at, made });
    return {
      before: pastWords({
        kind: 'behind',
        at,
        policy: policy.version,
        by: isGiven ? 'given' : policy.version === version ? 'theirs' : 'present',
        past,
      }),
      after: pastWords({ kind: 'known', made, past, ...(knownThen && { knownThen }) }),
      past: { ...past, ...(knownThen && { knownThen }) },
    };
  };
  return { kind: 'moment', at, isNow: false, policy, tell };
}

interface Then {
  readonly person: Person;
  readonly rows: readonly AuditRow[];
  readonly at: number;
  readonly made: Made;
}

/** What the policy answered by the facts that had come by then; undefined where no fact about that moment came later. */
function verdictThen({ settings }: Pipeline, { person, rows, at, made }: Then): Explanation['verdict'] | undefined {
  const facts = knownBy(person, rows, { at, peopleOf: (source) => settings.sources[source]?.people });
  if (facts.length === person.facts.length) return undefined;
  const subject = subjectAt({ ...person, facts }, at);
  return explain({ ...made, policy: made.policy.bundle, subject, at }).verdict;
}
