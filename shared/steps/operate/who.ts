// `who`: everybody who holds something of the entitlement graph, in slices.
import { momentOf, NO_DATE } from '../../core/as-of.ts';
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
import { holdersThen, whoThenWords } from './who-then.ts';

/** People of one answer, about; a Lambda answers with 6 MB at most. */
const ROOM = 5_000;

export const whoCommands: Commands = { 'GET who': reads(who) };

/** `unknown`: what is to be said where no slice finds anybody, since no policy knows the name. `sentences`: of another moment, how it is known. */
interface Who {
  readonly looked: number;
  readonly people: readonly Holder[];
  readonly cursor?: string;
  readonly unknown?: string;
  readonly sentences?: readonly string[];
}

async function who({ ports, words, query }: Asked): Promise<Answer> {
  const policies = (await policiesInForce(ports)).map(({ bundle }) => bundle);
  const [target, asOf] = [query.get('target'), query.get('as-of')];
  const now = ports.clock.now();
  if (asOf !== null && momentOf(asOf, { zone: 'UTC', now }) === undefined) return { refused: `"${asOf}" ${NO_DATE}` };
  const naming = { ports, policies, target, isPast: asOf !== null };
  const named = heldNamed(words[1] ?? query.get('of') ?? '', naming);
  if ('missing' in named) return named;
  const { held, unknown } = named;
  const each = (people: readonly Person[]) =>
    asOf === null ? holdersNow(ports, people, { held, at: now }) : holdersThen(ports, people, { held, asOf });
  const from = query.get('cursor');
  const slice = await peopleSlice(ports, { cursor: from, room: ROOM, each });
  if (slice.kind === 'refused') return { refused: slice.why };
  const { looked, found: people, cursor } = slice;
  const isAll = from === null && cursor === undefined;
  if (unknown !== undefined && isAll && people.length === 0) return { missing: unknown };
  const more = { ...(cursor !== undefined && { cursor }), ...(unknown !== undefined && { unknown }) };
  const sentences = asOf === null ? {} : { sentences: whoThenWords(asOf, now) };
  return { json: { looked, people, ...more, ...sentences } satisfies Who };
}

async function holdersNow(ports: Pipeline, people: readonly Person[], asked: { held: Held; at: number }) {
  return (await policiesOf(ports, people)).flatMap(({ policy, people: some }) =>
    holdersAmong(some, { policy: policy.bundle, ...asked }),
  );
}

interface Naming {
  readonly ports: Pipeline;
  readonly policies: readonly Policy[];
  readonly target: string | null;
  /** People may have been decided by a version that is for nobody any more, whose names are known to their logs alone. */
  readonly isPast: boolean;
}

type Named = { readonly held: Held; readonly unknown?: string } | { readonly missing: string };

/** Whose holders are asked for. An entitlement or a target that no policy knows may still be in the ledger. */
function heldNamed(thing: string, naming: Naming): Named {
  const { policies, target, isPast } = naming;
  const kinds = policies.flatMap((policy) => kindsNamed(policy, thing));
  const isNew = kinds.length === 0;
  const unknown = unknownWords(thing, {
    nearest: nearestNamed(policies, thing),
    what: 'role, entitlement or rule',
  });
  const also = isNew ? { unknown } : {};
  if (kinds.includes('rule') || (isNew && isPast && thing.startsWith('rule:')))
    return { held: { kind: 'rule', name: ruleNamed(thing) }, ...also };
  if (kinds.includes('entitlement') || (isNew && isEntitlementName(thing))) {
    const faults = [...(isNew ? [unknown] : []), ...unknownTarget(naming)];
    const held = { kind: 'entitlement', entitlement: thing, ...(target !== null && { target }) } as const;
    return { held, ...(faults.length > 0 && { unknown: faults.join('; ') }) };
  }
  if (!isNew || (isPast && thing !== '')) return { held: { kind: 'role', name: thing }, ...also };
  return { missing: unknown };
}

function unknownTarget({ policies, ports: { settings }, target }: Naming): readonly string[] {
  const mapped = policies.flatMap(({ mappings }) => Object.keys(mappings));
  const known = new Set([...Object.keys(settings.targets), ...mapped]);
  if (target === null || known.has(target)) return [];
  return [`there is no target "${target}"; targets: ${[...known].sort().join(', ')}`];
}
