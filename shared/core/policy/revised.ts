// A roll under another policy: only those are asked again whom what has changed can concern.
import type { Policy } from '../../model/policy/policy.ts';
import type { Rule } from '../../model/policy/rule.ts';
import { budgetOf } from './compiled/budget.ts';
import { type Compiled, compiledOf, sortedRules } from './compiled/compiled.ts';
import { matcherOf } from './compiled/matcher.ts';
import type { Entitled } from './desired.ts';
import { entitledTo } from './entitled.ts';
import { type Revision, revisionOf } from './revision.ts';
import type { Group, Roll } from './roll.ts';
import { attributeOf, isEntitled, type Subject } from './subject.ts';

export interface Revised {
  readonly roll: Roll;
  /** Positions in the roll of all for whom `resolve` may answer otherwise than before, ascending; for everybody else it answers the same. */
  readonly touched: readonly number[];
}

interface Change {
  readonly roll: Roll;
  readonly policy: Policy;
  readonly before: Policy['rules'];
  readonly after: Policy['rules'];
  readonly revision: Revision;
  readonly compiled: Compiled;
  /** By position before, the position after; -1: moved or gone. */
  readonly positions: Int32Array;
  /** No rule has another position. */
  readonly isInPlace: boolean;
  /** By position before, whether the rule gives something else. */
  readonly otherwise: readonly boolean[];
  /** Which rules that moved hold for the person at a position now, by their own positions after, ascending. */
  readonly moved: (position: number) => readonly number[];
}

const NONE: readonly number[] = [];

/** The same people at the same moment under `after`. */
export function revised(roll: Roll, after: Policy): Revised {
  const change = changeOf(roll, after);
  const { waived, days } = change.revision;
  const alone = positionsOf(roll, ({ person }) => waived.has(person), waived);
  const turning = positionsOf(
    roll,
    ({ attributes }) => [...days].some((day) => attributeOf(attributes, day) !== undefined),
    days,
  );
  const parts = withoutThose(roll.groups, new Set(alone)).flatMap((group) => partsOf(change, group));
  const groups = [...parts.map(({ group }) => group), ...alone.map((position) => groupAlone(change, position))];
  const touched = new Set([...alone, ...turning]);
  for (const { isOther, group } of parts) if (isOther) for (const position of group.members) touched.add(position);
  return { roll: { ...roll, policy: after, groups }, touched: [...Int32Array.from(touched).sort()] };
}

function changeOf(roll: Roll, policy: Policy): Change {
  const revision = revisionOf(roll.policy, policy);
  const [before, after] = [sortedRules(roll.policy), sortedRules(policy)];
  const now = new Map(after.map(({ id }, position) => [id, position]));
  const positions = Int32Array.from(before, ({ id }) => (revision.moved.has(id) ? -1 : (now.get(id) as number)));
  return {
    roll,
    policy,
    before,
    after,
    revision,
    compiled: compiledOf(policy),
    positions,
    isInPlace: positions.every((after, position) => after === position),
    otherwise: before.map(({ id }) => revision.givesOtherwise(id)),
    moved: movedTo(policy, after, { revision, roll }),
  };
}

function movedTo(
  policy: Policy,
  after: Policy['rules'],
  { revision, roll }: Pick<Change, 'revision' | 'roll'>,
): Change['moved'] {
  if (revision.moved.size === 0) return () => NONE;
  const places = [...after.keys()].filter((place) => revision.moved.has((after[place] as Rule).id));
  const rules = places.map((place) => after[place] as Rule);
  const make = (holding: readonly number[]) => holding.map((one) => places[one] as number);
  return matcherOf({ ...policy, rules }, make, budgetOf()).among(roll.listed, roll.at);
}

/** Of whom it is true; nobody is asked where there is no reason to. */
function positionsOf(
  { listed }: Roll,
  is: (subject: Subject) => boolean,
  reasons: ReadonlySet<string>,
): readonly number[] {
  if (reasons.size === 0) return [];
  return listed.people.flatMap((subject, position) => (is(subject) ? [position] : []));
}

function withoutThose(groups: readonly Group[], those: ReadonlySet<number>): readonly Group[] {
  if (those.size === 0) return groups;
  return groups
    .map((group) => ({ ...group, members: group.members.filter((position) => !those.has(position)) }))
    .filter(({ members }) => members.length > 0);
}

function groupAlone({ roll, policy, compiled }: Change, position: number): Group {
  const subject = roll.listed.people[position] as Subject;
  const entitled = entitledTo(policy, subject, roll.at);
  const rules = isEntitled(subject) ? compiled.rulesOf(entitled) : undefined;
  return { entitled, rules, waived: compiled.waived(subject.person, roll.at), members: [position] };
}

interface Part {
  readonly group: Group;
  readonly isOther: boolean;
}

/** The group as it is after: in parts, where rules that moved hold for some of it. */
function partsOf(change: Change, group: Group): readonly Part[] {
  const { rules, members } = group;
  if (!rules) return [{ group, isOther: false }];
  if (change.revision.moved.size === 0) return [partOf(change, { ...group, rules }, NONE)];
  const parts = Map.groupBy(members, change.moved);
  return [...parts].map(([moved, own]) => partOf(change, { ...group, rules, members: own }, moved));
}

function partOf(change: Change, group: Group & { readonly rules: readonly number[] }, moved: readonly number[]): Part {
  const { positions, isInPlace, revision, compiled } = change;
  const isGivenOther =
    revision.mappings.size > 0 && group.entitled.targets.some(({ target }) => revision.mappings.has(target));
  const isAsked =
    revision.duties || group.rules.some((rule) => change.otherwise[rule]) || isMoved(change, group.rules, moved);
  if (!isAsked && isInPlace) return { group, isOther: isGivenOther };
  const kept = group.rules.flatMap((rule) => (positions[rule] === -1 ? [] : (positions[rule] as number)));
  const rules = [...kept, ...moved].sort((a, b) => a - b);
  const entitled = isAsked ? compiled.give(rules, group.waived) : group.entitled;
  return { group: { ...group, rules, entitled }, isOther: isGivenOther || !isSame(group.entitled, entitled) };
}

/** Whether other ones than before hold of the rules that moved. */
function isMoved({ before, after, positions }: Change, rules: readonly number[], moved: readonly number[]): boolean {
  const gone = rules.filter((rule) => positions[rule] === -1);
  if (gone.length === 0 && moved.length === 0) return false;
  const idsOf = (all: Policy['rules'], some: readonly number[]) => some.map((rule) => (all[rule] as Rule).id).join();
  return idsOf(before, gone) !== idsOf(after, moved);
}

/** Entitlements first: where they differ, nobody needs to look at the reasons. */
function isSame(one: Entitled, other: Entitled): boolean {
  if (one === other) return true;
  const given = ({ targets, withheld }: Entitled) => JSON.stringify([targets, withheld]);
  return given(one) === given(other) && JSON.stringify(one.reasons()) === JSON.stringify(other.reasons());
}
