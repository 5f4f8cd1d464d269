// `explain`: why a person has an entitlement or not, now or at another moment, from policy, facts, ledger and audit log.
import { employmentDates } from '../../core/employment-dates.ts';
import { verifiedIn } from '../../core/past.ts';
import { namesAt, nearestEntitlements } from '../../core/policy/entitled-targets.ts';
import { explain } from '../../core/policy/explain.ts';
import { explanationWords } from '../../core/policy/explain-words.ts';
import { circumstancesOf, profileAt } from '../../core/policy/reference.ts';
import { isNamed } from '../../core/protection.ts';
import { type Stands, standsAt } from '../../core/stands.ts';
import { subjectAt } from '../../core/subject-at.ts';
import type { Person } from '../../model/person.ts';
import type { Pipeline, PolicyVersion } from '../../ports/pipeline.ts';
import { readPerson } from '../people.ts';
import { personLog } from '../person-log.ts';
import { bodyGiven } from './body.ts';
import { type Answer, type Asked, type Commands, reads } from './command.ts';
import { type Moment, momentAsked } from './explain-moment.ts';
import { targetFor } from './explain-target.ts';
import { versionOf, WrittenPolicy } from './policy-body.ts';

/** Rows of the log that tell when what is wished now was read back: the newest 200 do. */
const NEWEST = 1;

/** `POST` brings a policy that is not in force. */
export const explainCommands: Commands = {
  'GET explain': reads((asked) => explainOne(asked)),
  'POST explain': reads(explainBy),
};

async function explainBy(asked: Asked): Promise<Answer> {
  const written = bodyGiven(asked.body, WrittenPolicy, 'policy');
  return typeof written === 'string' ? { refused: written } : explainOne(asked, versionOf(asked.ports, written));
}

async function explainOne({ ports, words, known: [, id], query }: Asked, given?: PolicyVersion): Promise<Answer> {
  const person = id === undefined ? undefined : await readPerson(ports, id);
  if (!person) return { missing: `nobody is known as "${words[1] ?? ''}"` };
  const entitlement = query.get('entitlement') ?? '';
  const moment = await momentAsked(ports, { person, asOf: query.get('as-of'), given });
  if (moment.kind === 'refused') return { refused: moment.why };
  const where = await targetFor(ports, { policy: moment.policy, person, entitlement, target: query.get('target') });
  if (where.kind !== 'target') return where.kind === 'missing' ? { missing: where.why } : { refused: where.why };
  return { json: await explained(ports, { person, moment, entitlement, target: where.target }) };
}

interface About {
  readonly person: Person;
  readonly moment: Extract<Moment, { kind: 'moment' }>;
  readonly target: string;
  readonly entitlement: string;
}

async function explained(ports: Pipeline, { person, moment, target, entitlement }: About) {
  const { policy, at, isSupposed } = moment;
  const { version, bundle, origin } = policy;
  const subject = subjectAt(person, at);
  const explanation = explain({ policy: bundle, origin, subject, at, target, entitlement });
  const stands = moment.isNow ? await standsNow(ports, { person, policy, target, entitlement }) : undefined;
  const dates = employmentDates(person.facts, at);
  const isKnown = entitlement === 'account' || namesAt(bundle, target).includes(entitlement);
  const nearest = isKnown ? [] : nearestEntitlements(bundle, entitlement, target);
  const past = moment.tell({ ...explanation, policy });
  return {
    ...explanation,
    at: new Date(at).toISOString(),
    policy: { version, ...(origin?.commit !== undefined && { commit: origin.commit, dirty: origin.dirty === true }) },
    ...(stands && { stands }),
    ...(past.past && { past: past.past }),
    sentences: [
      ...past.before,
      ...explanationWords({ explanation, dates, stands, nearest, isSupposed }),
      ...past.after,
    ],
  };
}

interface Now extends Omit<About, 'moment'> {
  readonly policy: PolicyVersion;
}

async function standsNow(ports: Pipeline, { person, policy, target, entitlement }: Now): Promise<Stands> {
  const stands = standsAt(person, { target, entitlement, isProtected: isProtected(ports, { person, policy, target }) });
  if (stands.kind !== 'standing' || stands.state !== 'verified') return stands;
  const rows = await personLog(ports, person.id, NEWEST);
  const verifiedAt = verifiedIn(rows, { target, since: stands.revision });
  return verifiedAt === undefined ? stands : { ...stands, verifiedAt };
}

function isProtected(
  { settings, clock, target: connectionOf }: Pipeline,
  { person, policy, target }: Omit<Now, 'entitlement'>,
): boolean {
  const now = clock.now();
  const subject = subjectAt(person, now);
  const circumstances = circumstancesOf(policy.bundle, subject, now);
  const plain = profileAt(policy.bundle, target, { subject, circumstances });
  if (plain.userName === undefined) return false;
  const wish = { account: 'active', entitlements: [], profile: plain } as const;
  const { userName = '' } = connectionOf(target)?.canonical(wish).profile ?? plain;
  return isNamed(settings.protected[target] ?? [], { userName });
}
