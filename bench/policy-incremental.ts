// What a change of one role costs in a company of a million: who is concerned and what they get, beside asking everybody again.
import { entitledTo } from '../shared/core/policy/entitled.ts';
import { listedOf } from '../shared/core/policy/listed.ts';
import { revised } from '../shared/core/policy/revised.ts';
import { type Roll, rollOf } from '../shared/core/policy/roll.ts';
import type { Subject } from '../shared/core/policy/subject.ts';
import { Policy } from '../shared/model/policy/policy.ts';
import { type Benchmark, type Figure, interleaved, spread } from './benchmark.ts';
import { AT, aPolicyOf, peopleOf } from './policy-company.ts';

const ROLES = 200;
const PEOPLE = 1_000_000;
const [WARM_UP, ROUNDS] = [2, 7];

/** The role that comes next to one per cent of the people, and the policy in which it gives one more thing. */
function anEdit({ policy, groups, listed: { people } }: Roll): Policy {
  const held = new Map<string, number>();
  for (const { entitled, members } of groups)
    for (const role of new Set(
      entitled
        .reasons()
        .flat()
        .map((reason) => reason.role),
    ))
      held.set(role, (held.get(role) ?? 0) + members.length);
  const far = (count: number) => Math.abs(count - people.length / 100);
  const [[name = ''] = []] = [...held].sort(([, a], [, b]) => far(a) - far(b));
  const role = policy.roles[name];
  if (!role) throw new Error('nobody has a role');
  const entitlements = { ...role.entitlements, 'target-0': [...(role.entitlements['target-0'] ?? []), 'group:new'] };
  return { ...policy, roles: { ...policy.roles, [name]: { ...role, entitlements } } };
}

/** Read anew, as a policy that was just published. */
const published = (policy: Policy) => Policy.parse(structuredClone(policy));

/** Throws unless the revised roll says what everybody says who is asked, and names exactly those with something else. */
function refuseDifferent(roll: Roll, after: Policy): number {
  const { roll: now, touched } = revised(roll, published(after));
  const isTouched = new Set(touched);
  const textOf = ({ targets }: ReturnType<typeof entitledTo>) =>
    targets.flatMap(({ target, entitlements }) => [target, ...entitlements]).join();
  for (const { entitled, members } of now.groups) {
    const text = textOf(entitled);
    for (const member of members) {
      const subject = roll.listed.people[member] as Subject;
      if (textOf(entitledTo(after, subject, AT)) !== text)
        throw new Error(`${subject.person} was given something else`);
      const isOther = textOf(entitledTo(roll.policy, subject, AT)) !== text;
      if (isOther !== isTouched.has(member)) throw new Error(`${subject.person}: touched is ${!isOther}`);
    }
  }
  return touched.length;
}

async function timed(run: () => number): Promise<number> {
  const started = performance.now();
  if (run() === 0) throw new Error('nobody has anything');
  return performance.now() - started;
}

export const policyIncremental: Benchmark = {
  name: 'policy.incremental',
  workload: `One role of ${ROLES} gives one more thing; ${PEOPLE.toLocaleString('en-US')} people with 12 attributes, of whom about one per cent have the role.`,
  async run(tell) {
    const people = peopleOf(PEOPLE, ROLES);
    const listed = listedOf(people);
    const roll = rollOf(aPolicyOf(ROLES), listed, AT);
    const after = anEdit(roll);
    tell(
      `${people.length} people in ${roll.groups.length} groups, ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB`,
    );
    const touched = refuseDifferent(roll, after);
    tell(`${touched} are touched, exactly those whose entitlements change`);
    const times = await interleaved(WARM_UP + ROUNDS, {
      revised: () => {
        const policy = published(after);
        return timed(() => revised(roll, policy).touched.length);
      },
      full: () => {
        const policy = published(after);
        return timed(() => rollOf(policy, listed, AT).groups.length);
      },
    });
    const [ours, peer] = [spread(times.revised.slice(WARM_UP)), spread(times.full.slice(WARM_UP))];
    const ratio = ours.median / peer.median;
    const figure: Figure = {
      name: `${((touched * 100) / PEOPLE).toFixed(1)} % of the people are touched`,
      unit: 'ms',
      ours,
      peer: { ...peer, who: 'everybody asked' },
      ratio,
      goal: 'at most a fiftieth',
      met: ratio <= 1 / 50,
      bound: 'the new policy is compared with the old one, and its entitlements are sorted',
    };
    return [figure];
  },
};
