// `reach`: the entitlement graph from where somebody stands, both ways.
import { kindsNamed, nearestNamed, ruleNamed } from '../../core/policy/named.ts';
import { type Reach, reachOfEntitlement, reachOfRole, reachOfRule } from '../../core/policy/reach.ts';
import { type PersonReach, reachOfPerson } from '../../core/policy/reach-person.ts';
import { besideWords, ledgerAloneWords, unknownWords } from '../../core/policy/reach-words.ts';
import { subjectAt } from '../../core/subject-at.ts';
import type { Pipeline } from '../../ports/pipeline.ts';
import { readPerson } from '../people.ts';
import { type Answer, type Asked, type Commands, reads } from './command.ts';
import { momentAsked } from './explain-moment.ts';
import { heldByLedger } from './held-by-ledger.ts';
import { policiesInForce, type VersionInForce } from './policies-in-force.ts';
import { policyThen } from './policy-then.ts';

export const reachCommands: Commands = { 'GET reach': reads(reach) };

const KINDS = ['person', 'role', 'entitlement', 'rule'] as const;
type Kind = (typeof KINDS)[number];

/** `sentences`: what must be known to read it. */
type Told = (Reach | PersonReach) & { readonly sentences: readonly string[] };

async function reach({ ports, words, query }: Asked): Promise<Answer> {
  const thing = words[1] ?? query.get('of') ?? '';
  const [asked, asOf] = [query.get('kind'), query.get('as-of')];
  if (asked !== null && !KINDS.some((kind) => kind === asked))
    return { refused: `"${asked}" is no kind: name person, role, entitlement or rule` };
  const versions = await versionsAt(ports, asOf);
  const chosen = chosenKind(await kindsOf(ports, versions.policies, thing), { thing, asked });
  if (chosen === 'person') return fromPerson(ports, thing, asOf);
  if (versions.fault) return versions.fault;
  if (typeof chosen === 'string') return { json: fromPolicy(versions, thing, chosen) };
  if (chosen.refused !== undefined) return { refused: chosen.refused };
  return asOf === null ? fromLedger(ports, versions, thing) : { missing: unknownThen(versions, thing) };
}

/** The versions whose graph is asked for, what must be known of them, and why there are none. */
interface Versions {
  readonly policies: readonly VersionInForce[];
  readonly sentences: readonly string[];
  readonly fault?: Answer;
}

async function versionsAt(ports: Pipeline, asOf: string | null): Promise<Versions> {
  if (asOf === null) return { policies: await policiesInForce(ports), sentences: [] };
  const then = await policyThen(ports, asOf);
  if (then.kind === 'policy') return { policies: [then.policy], sentences: [then.sentence] };
  const fault = then.kind === 'missing' ? { missing: then.why } : { refused: then.why };
  return { policies: [], sentences: [], fault };
}

async function fromPerson(ports: Pipeline, id: string, asOf: string | null): Promise<Answer> {
  const person = await readPerson(ports, id);
  const moment = await momentAsked(ports, { person, asOf, given: undefined });
  if (moment.kind === 'refused') return { refused: moment.why };
  const { policy, at, facts } = moment;
  const made = reachOfPerson(policy, subjectAt({ ...person, facts }, at), at);
  return { json: { ...made, sentences: moment.intro('past') } satisfies Told };
}

/** By the first version that has it: the one for everybody, where that does. */
function fromPolicy({ policies, sentences }: Versions, thing: string, kind: Exclude<Kind, 'person'>): Told {
  const knowing = policies.find(({ bundle }) => kindsNamed(bundle, thing).includes(kind));
  if (!knowing) throw new Error('a kind that no version has was chosen');
  const { version, why } = knowing;
  const beside = why ? [besideWords({ version, why, base: policies[0]?.version ?? '' })] : [];
  return { ...GRAPHS[kind](knowing, thing), sentences: [...sentences, ...beside] };
}

const GRAPHS = {
  role: reachOfRole,
  rule: (policy: VersionInForce, thing: string) => reachOfRule(policy, ruleNamed(thing)),
  entitlement: reachOfEntitlement,
} as const;

/** What no policy knows may still be in the ledger. */
async function fromLedger(ports: Pipeline, { policies }: Versions, thing: string): Promise<Answer> {
  const nearest = nearestNamed(bundlesOf(policies), thing);
  const held = await heldByLedger(ports, thing);
  if (held === 'nobody') return { missing: unknownWords(thing, { nearest }) };
  const sentences = [ledgerAloneWords(thing, { ...held, nearest })];
  return { json: { kind: 'entitlement', entitlement: thing, at: [], sentences } satisfies Told };
}

function unknownThen({ policies, sentences }: Versions, thing: string): string {
  return [...sentences, unknownWords(thing, { nearest: nearestNamed(bundlesOf(policies), thing) })].join(' ');
}

function bundlesOf(policies: readonly VersionInForce[]) {
  return policies.map(({ bundle }) => bundle);
}

/** What goes by that name. */
async function kindsOf(ports: Pipeline, policies: readonly VersionInForce[], thing: string): Promise<readonly Kind[]> {
  const isPerson = thing !== '' && (await readPerson(ports, thing)).v > 0;
  const named = policies.flatMap(({ bundle }) => kindsNamed(bundle, thing));
  return KINDS.filter((kind) => (kind === 'person' ? isPerson : named.includes(kind)));
}

function chosenKind(
  kinds: readonly Kind[],
  { thing, asked }: { readonly thing: string; readonly asked: string | null },
): Kind | { readonly refused?: string } {
  const fitting = asked === null ? kinds : kinds.filter((kind) => kind === asked);
  const [only] = fitting;
  if (only === undefined) return {};
  return fitting.length === 1
    ? only
    : { refused: `"${thing}" is a ${fitting.join(' and a ')}: choose with --kind ${fitting.join(' or --kind ')}` };
}
