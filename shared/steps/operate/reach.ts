// `reach` and `who`: the entitlement graph from where somebody stands, and everybody who holds something of it.
import { type Held, type Holder, holdersAmong } from '../../core/holders.ts';
import { nearestName } from '../../core/nearest.ts';
import { nearestEntitlements, targetsWith } from '../../core/policy/entitled-targets.ts';
import { reachOfEntitlement, reachOfRole, reachOfRule } from '../../core/policy/reach.ts';
import { reachOfPerson } from '../../core/policy/reach-person.ts';
import { subjectAt } from '../../core/subject-at.ts';
import type { Person } from '../../model/person.ts';
import type { Policy } from '../../model/policy/policy.ts';
import type { Pipeline } from '../../ports/pipeline.ts';
import { readPerson } from '../people.ts';
import { policiesOf, policyFor } from '../policy-for.ts';
import { type Answer, type Asked, type Commands, reads } from './command.ts';
import { peopleSlice } from './people-slice.ts';

/** People of one answer, about; a Lambda answers with 6 MB at most. */
const ROOM = 5_000;

export const reachCommands: Commands = { 'GET reach': reads(reach), 'GET who': reads(who) };

const KINDS = ['person', 'role', 'entitlement', 'rule'] as const;
type Kind = (typeof KINDS)[number];

async function reach({ ports, words, query }: Asked): Promise<Answer> {
  const thing = words[1] ?? query.get('of') ?? '';
  const { bundle, origin } = (await ports.activePolicy()).base;
  const kinds = await kindsOf(ports, bundle, thing);
  const chosen = chosenKind(kinds, { thing, asked: query.get('kind') });
  if (typeof chosen !== 'string')
    return chosen.refused === undefined ? { missing: unknown(bundle, thing) } : { refused: chosen.refused };
  const mapped = { bundle, origin };
  if (chosen === 'role') return { json: reachOfRole(mapped, thing) };
  if (chosen === 'rule') return { json: reachOfRule(mapped, ruleNamed(thing)) };
  if (chosen === 'entitlement') return { json: reachOfEntitlement(mapped, thing) };
  const at = ports.clock.now();
  const person = await readPerson(ports, thing);
  const { policy } = await policyFor(ports, person, person.facts);
  return { json: reachOfPerson(policy, subjectAt(person, at), at) };
}

function ruleNamed(thing: string): string {
  return thing.replace(/^rule:/, '');
}

/** What goes by that name. */
async function kindsOf(ports: Pipeline, policy: Policy, thing: string): Promise<readonly Kind[]> {
  const isPerson = thing !== '' && (await readPerson(ports, thing)).v > 0;
  const isRule = thing.startsWith('rule:') && policy.rules.some(({ id }) => id === ruleNamed(thing));
  const isEntitlement = thing === 'account' || (thing.includes(':') && targetsWith(policy, thing).length > 0);
  return [
    ...(isPerson ? (['person'] as const) : []),
    ...(Object.hasOwn(policy.roles, thing) ? (['role'] as const) : []),
    ...(isEntitlement ? (['entitlement'] as const) : []),
    ...(isRule ? (['rule'] as const) : []),
  ];
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

function unknown(policy: Policy, thing: string): string {
  const like = [
    ...[nearestName(thing, [...Object.keys(policy.roles), ...policy.rules.map(({ id }) => `rule:${id}`)]) ?? []].flat(),
    ...(thing.includes(':') ? nearestEntitlements(policy, thing) : []),
  ];
  const hint = like.length > 0 ? `; nearest: ${like.join(', ')}` : '';
  return `no person, role, entitlement or rule is known as "${thing}"${hint}`;
}

interface Who {
  readonly looked: number;
  readonly people: readonly Holder[];
  readonly cursor?: string;
}

async function who({ ports, words, query }: Asked): Promise<Answer> {
  const { base } = await ports.activePolicy();
  const held = heldNamed(base.bundle, words[1] ?? query.get('of') ?? '', query);
  if ('missing' in held) return held;
  const at = ports.clock.now();
  const each = async (people: readonly Person[]) =>
    (await policiesOf(ports, people)).flatMap(({ policy, people: some }) =>
      holdersAmong(some, { policy: policy.bundle, held, at }),
    );
  const slice = await peopleSlice(ports, { cursor: query.get('cursor'), room: ROOM, each });
  if (slice.kind === 'refused') return { refused: slice.why };
  const { looked, found: people, cursor } = slice;
  return { json: { looked, people, ...(cursor !== undefined && { cursor }) } satisfies Who };
}

/** Whose holders are asked for. An entitlement that the policy does not know may still be in the ledger: its target must be named then. */
function heldNamed(policy: Policy, thing: string, query: URLSearchParams): Held | { readonly missing: string } {
  const target = query.get('target');
  const targets = target === null ? targetsWith(policy, thing) : [target];
  if (target !== null && !Object.hasOwn(policy.mappings, target))
    return { missing: `there is no target "${target}"; targets: ${Object.keys(policy.mappings).sort().join(', ')}` };
  const isRule = thing.startsWith('rule:') && policy.rules.some(({ id }) => id === ruleNamed(thing));
  if (thing === 'account' || (thing.includes(':') && targets.length > 0 && !isRule))
    return { kind: 'entitlement', entitlement: thing, targets };
  if (isRule) return { kind: 'rule', name: ruleNamed(thing) };
  if (Object.hasOwn(policy.roles, thing)) return { kind: 'role', name: thing };
  return { missing: unknown(policy, thing).replace('person, role', 'role') };
}
