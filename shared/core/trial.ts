// What a policy version on trial has given somebody: taking exactly that back is no loss that the guard has to count.
import type { Identity, OnTrial, Person, Standing } from '../model/person.ts';
import type { InForce } from '../model/policy/in-force.ts';
import type { DecisionInput, Trial } from './decision-input.ts';
import type { Delta } from './diff.ts';
import { wantedOf } from './wanted.ts';

/** `by`: the roll-out whose candidate decides. Undefined for nearly everybody: nothing is on trial, and nothing is left of it. */
export function trialOf(
  { rollOut, reverted }: InForce,
  { onTrial, by }: { readonly onTrial: OnTrial | undefined; readonly by: string | undefined },
): Omit<Trial, 'base'> | undefined {
  const had = onTrial && hadOf(onTrial.rollOut, { live: rollOut?.id, reverted });
  if (by === undefined && had === undefined) return undefined;
  return { ...(by !== undefined && { by }), ...(had && { had }) };
}

function hadOf(
  id: string,
  { live, reverted }: { readonly live: string | undefined; readonly reverted: InForce['reverted'] },
): Trial['had'] {
  if (reverted.some((one) => one.id === id)) return 'reverted';
  return id === live ? 'live' : undefined;
}

/** Whether a delta takes back exactly what a reverted version gave; with one name more it is a loss like any other. */
export function isTakenBack({ person, trial }: DecisionInput, { target, loses }: Delta): boolean {
  if (trial?.had !== 'reverted') return false;
  const given = person.onTrial?.targets[target] ?? [];
  return loses.every((name) => given.includes(name));
}

interface Decided {
  readonly identity: Identity;
  readonly deltas: readonly Delta[];
  readonly standings: Person['standings'];
}

/** What the person has on trial after a decision: given by candidates alone, as far as the version for everybody does not give it too. */
export function onTrialAfter(input: DecisionInput, decided: Decided): OnTrial | undefined {
  const { person, trial } = input;
  if (!trial) return undefined;
  const given = givenBy(input, decided.deltas);
  const rollOut = trial.by ?? person.onTrial?.rollOut;
  if (given.length === 0 || rollOut === undefined) return undefined;
  const { identity } = decided;
  const base = wantedOf({ ...input, person: person.id, identity, policy: trial.base }).targets;
  const targets = [...Map.groupBy(given, ([target]) => target)].sort(([a], [b]) => (a < b ? -1 : 1));
  const left = targets.flatMap(([target, all]) => {
    const wished = namesIn(decided.standings[target]?.wish);
    const anyway = namesIn(base[target]?.wish);
    const names = [...new Set(all.map(([, name]) => name))].sort();
    const onTrial = names.filter((name) => wished.includes(name) && !anyway.includes(name));
    return onTrial.length > 0 ? [[target, onTrial] as const] : [];
  });
  return left.length > 0 ? { rollOut, targets: Object.fromEntries(left) } : undefined;
}

/** Each name with its target: what they had on trial, and what the candidate gives now. */
function givenBy({ person, trial }: DecisionInput, deltas: readonly Delta[]): readonly (readonly [string, string])[] {
  const before = trial?.had ? Object.entries(person.onTrial?.targets ?? {}) : [];
  const now = trial?.by === undefined ? [] : deltas.map(({ target, gains }) => [target, gains] as const);
  return [...before, ...now].flatMap(([target, names]) => names.map((name) => [target, name] as const));
}

function namesIn(wish: Pick<Standing['wish'], 'account' | 'entitlements'> | undefined): readonly string[] {
  return wish ? [...(wish.account === 'active' ? ['account'] : []), ...wish.entitlements] : [];
}
