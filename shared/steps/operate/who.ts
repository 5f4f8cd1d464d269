// `who`: everybody who holds something of the entitlement graph, in slices.
import { type Held, type Holder, holdersAmong } from '../../core/holders.ts';
import { isEntitlementName, kindsNamed, nearestNamed, ruleNamed } from '../../core/policy/named.ts';
import { unknownWords } from '../../core/policy/reach-words.ts';
import type { Person } from '../../model/person.ts';
import type { Policy } from '../../model/policy/policy.ts';
import type { Pipeline } from '../../ports/pipeline.ts';
import { policiesOf } from '../policy-for.ts';
import { type Answer, type Asked, type Commands, reads } from './command.ts';
import { peopleSlice } from './people-slice.ts';
import { policiesInForce } from './policies-in-force.ts';

/** People of one answer, about; a Lambda answers with 6 MB at most. */
const ROOM = 5_000;

export const whoCommands: Commands = { 'GET who': reads(who) };

/** `unknown`: what is to be said where no slice finds anybody, since no policy knows the name. */
interface Who {
  readonly looked: number;
  readonly people: readonly Holder[];
  readonly cursor?: string;
  readonly unknown?: string;
}

async function who({ ports, words, query }: Asked): Promise<Answer> {
  const policies = (await policiesInForce(ports)).map(({ bundle }) => bundle);
  const named = heldNamed(words[1] ?? query.get('of') ?? '', { ports, policies, target: query.get('target') });
  if ('missing' in named) return named;
  const { held, unknown } = named;
  const at = ports.clock.now();
  const each = async (people: readonly Person[]) =>
    (await policiesOf(ports, people)).flatMap(({ policy, people: some }) =>
      holdersAmong(some, { policy: policy.bundle, held, at }),
    );
  const from = query.get('cursor');
  const slice = await peopleSlice(ports, { cursor: from, room: ROOM, each });
  if (slice.kind === 'refused') return { refused: slice.why };
  const { looked, found: people, cursor } = slice;
  const isAll = from === null && cursor === undefined;
  if (unknown !== undefined && isAll && people.length === 0) return { missing: unknown };
  const more = { ...(cursor !== undefined && { cursor }), ...(unknown !== undefined && { unknown }) };
  return { json: { looked, people, ...more } satisfies Who };
}

interface Naming {
  readonly ports: Pipeline;
  readonly policies: readonly Policy[];
  readonly target: string | null;
}

type Named = { readonly held: Held; readonly unknown?: string } | { readonly missing: string };

/** Whose holders are asked for. An entitlement or a target that no policy knows may still be in the ledger. */
function heldNamed(thing: string, { ports, policies, target }: Naming): Named {
  const kinds = policies.flatMap((policy) => kindsNamed(policy, thing));
  const nearest = nearestNamed(policies, thing);
  const unknown = unknownWords(thing, { nearest, what: 'role, entitlement or rule' });
  if (kinds.includes('rule')) return { held: { kind: 'rule', name: ruleNamed(thing) } };
  if (kinds.includes('entitlement') || (kinds.length === 0 && isEntitlementName(thing))) {
    const faults = [...(kinds.length === 0 ? [unknown] : []), ...unknownTarget(policies, { ports, target })];
    const held = { kind: 'entitlement', entitlement: thing, ...(target !== null && { target }) } as const;
    return { held, ...(faults.length > 0 && { unknown: faults.join('; ') }) };
  }
  return kinds.includes('role') ? { held: { kind: 'role', name: thing } } : { missing: unknown };
}

function unknownTarget(
  policies: readonly Policy[],
  { ports: { settings }, target }: Pick<Naming, 'ports' | 'target'>,
): readonly string[] {
  const known = new Set([
    ...Object.keys(settings.targets),
    ...policies.flatMap(({ mappings }) => Object.keys(mappings)),
  ]);
  if (target === null || known.has(target)) return [];
  return [`there is no target "${target}"; targets: ${[...known].sort().join(', ')}`];
}
