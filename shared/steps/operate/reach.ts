// `reach`: the entitlement graph from where somebody stands, both ways.
import { kindsNamed, nearestNamed, ruleNamed } from '../../core/policy/named.ts';
import { type Reach, reachOfEntitlement, reachOfRole, reachOfRule } from '../../core/policy/reach.ts';
import { type PersonReach, reachOfPerson } from '../../core/policy/reach-person.ts';
import { besideWords, ledgerAloneWords, unknownWords } from '../../core/policy/reach-words.ts';
import { subjectAt } from '../../core/subject-at.ts';
import type { Pipeline } from '../../ports/pipeline.ts';
import { readPerson } from '../people.ts';
import { policyFor } from '../policy-for.ts';
import { type Answer, type Asked, type Commands, reads } from './command.ts';
import { heldByLedger } from './held-by-ledger.ts';
import { policiesInForce, type VersionInForce } from './policies-in-force.ts';

export const reachCommands: Commands = { 'GET reach': reads(reach) };

const KINDS = ['person', 'role', 'entitlement', 'rule'] as const;
type Kind = (typeof KINDS)[number];

/** `sentences`: what must be known to read it. */
type Told = (Reach | PersonReach) & { readonly sentences: readonly string[] };

async function reach({ ports, words, query }: Asked): Promise<Answer> {
  const thing = words[1] ?? query.get('of') ?? '';
  const asked = query.get('kind');
  if (asked !== null && !KINDS.some((kind) => kind === asked))
    return { refused: `"${asked}" is no kind: name person, role, entitlement or rule` };
  const policies = await policiesInForce(ports);
  const chosen = chosenKind(await kindsOf(ports, policies, thing), { thing, asked });
  if (typeof chosen !== 'string')
    return chosen.refused === undefined ? fromLedger(ports, policies, thing) : { refused: chosen.refused };
  if (chosen === 'person') return { json: await fromPerson(ports, thing) };
  return { json: fromPolicy(policies, thing, chosen) };
}

async function fromPerson(ports: Pipeline, id: string): Promise<Told> {
  const at = ports.clock.now();
  const person = await readPerson(ports, id);
  const { policy } = await policyFor(ports, person, person.facts);
  return { ...reachOfPerson(policy, subjectAt(person, at), at), sentences: [] };
}

/** By the first version that has it: the one for everybody, where that does. */
function fromPolicy(policies: readonly VersionInForce[], thing: string, kind: Exclude<Kind, 'person'>): Told {
  const knowing = policies.find(({ bundle }) => kindsNamed(bundle, thing).includes(kind));
  if (!knowing) throw new Error('a kind that no version has was chosen');
  const { version, why } = knowing;
  const sentences = why ? [besideWords({ version, why, base: policies[0]?.version ?? '' })] : [];
  return { ...GRAPHS[kind](knowing, thing), sentences };
}

const GRAPHS = {
  role: reachOfRole,
  rule: (policy: VersionInForce, thing: string) => reachOfRule(policy, ruleNamed(thing)),
  entitlement: reachOfEntitlement,
} as const;

/** What no policy knows may still be in the ledger. */
async function fromLedger(ports: Pipeline, policies: readonly VersionInForce[], thing: string): Promise<Answer> {
  const nearest = nearestNamed(bundlesOf(policies), thing);
  const held = await heldByLedger(ports, thing);
  if (held === 'nobody') return { missing: unknownWords(thing, { nearest }) };
  const sentences = [ledgerAloneWords(thing, { ...held, nearest })];
  return { json: { kind: 'entitlement', entitlement: thing, at: [], sentences } satisfies Told };
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
