// Whether an entitlement costs more in a policy of many roles than in one of few.
import { entitledAmong, entitledTo } from '../shared/core/policy/entitled.ts';
import { type Listed, listedOf } from '../shared/core/policy/listed.ts';
import type { Subject } from '../shared/core/policy/subject.ts';
import type { Policy } from '../shared/model/policy/policy.ts';
import { type Benchmark, type Figure, interleaved, spread } from './benchmark.ts';
import { AT, aPolicyOf, peopleOf } from './policy-company.ts';
import { naiveLoop } from './policy-naive.ts';

const SIZES = [50, 200, 800, 3200];
const PEOPLE = 50_000;
const [WARM_UP, ROUNDS] = [2, 9];

interface Company {
  readonly policy: Policy;
  readonly listed: Listed;
  /** Entitlements of everybody together. */
  readonly emitted: number;
}

/** Nanoseconds for each entitlement that somebody gets. */
function timeOf({ policy, listed, emitted }: Company): number {
  const among = entitledAmong(policy, listed, AT);
  let kept: unknown;
  const started = performance.now();
  for (let position = 0; position < listed.people.length; position++) kept = among(position);
  const took = performance.now() - started;
  if (kept === undefined) throw new Error('nobody was asked');
  return (took * 1e6) / emitted;
}

/** The same, and each of them written down for each person: as often as there are people, it is fetched from memory. */
function timeToWrite({ policy, listed, emitted }: Company): number {
  const among = entitledAmong(policy, listed, AT);
  const out: string[] = [];
  const started = performance.now();
  for (let position = 0; position < listed.people.length; position++) {
    let place = 0;
    for (const { entitlements } of among(position).targets)
      for (let one = 0; one < entitlements.length; one++) out[place++] = entitlements[one] ?? '';
  }
  return ((performance.now() - started) * 1e6) / emitted;
}

function companyOf(roles: number, tell: (line: string) => void): Company {
  const [policy, people] = [aPolicyOf(roles), peopleOf(PEOPLE, roles)];
  refuseDifferent(policy, people.slice(0, 3000));
  const answers = people.map((subject) => entitledTo(policy, subject, AT));
  const emitted = answers.reduce(
    (sum, { targets }) => sum + targets.reduce((own, { entitlements }) => own + entitlements.length, 0),
    0,
  );
  const each = (emitted / PEOPLE).toFixed(0);
  tell(`${roles} roles: the loop agrees; ${new Set(answers).size} different answers, ${each} entitlements a person`);
  return { policy, listed: listedOf(people), emitted };
}

/** Throws unless a loop over every rule gives them the same. */
function refuseDifferent(policy: Policy, people: readonly Subject[]): void {
  const loop = naiveLoop(policy);
  for (const subject of people) {
    const wanted = loop(subject.attributes);
    const { targets } = entitledTo(policy, subject, AT);
    const ours = targets.flatMap(({ target, entitlements }) => entitlements.map((one) => `${target} ${one}`));
    if (ours.length !== wanted.size || !ours.every((one) => wanted.has(one)))
      throw new Error(`the loop gives ${subject.person} something else`);
  }
}

export const policyScale: Benchmark = {
  name: 'policy.scale',
  workload: `${SIZES.map((roles) => roles.toLocaleString('en-US')).join(', ')} roles with ten entitlements each, in companies with as many more teams, sites and projects; ${PEOPLE.toLocaleString('en-US')} people each.`,
  async run(tell) {
    const contenders: { [name: string]: () => Promise<number> } = {};
    for (const roles of SIZES) {
      const company = companyOf(roles, tell);
      contenders[`given ${roles}`] = async () => timeOf(company);
      contenders[`written ${roles}`] = async () => timeToWrite(company);
    }
    const times = await interleaved(WARM_UP + ROUNDS, contenders);
    const figureOf = (what: 'given' | 'written', roles: number): Figure => {
      const [ours, base] = [roles, 200].map((one) => spread((times[`${what} ${one}`] ?? []).slice(WARM_UP)));
      const ratio = (ours?.median ?? Number.NaN) / (base?.median ?? Number.NaN);
      const isHeld = what === 'given' && roles === 3200;
      return {
        name: `an entitlement ${what}, of ${roles.toLocaleString('en-US')} roles`,
        unit: 'ns',
        ours: ours ?? spread([]),
        peer: { ...(base ?? spread([])), who: 'of 200' },
        ratio,
        goal: isHeld ? 'at most 1.5 times' : 'none; for comparison',
        met: !isHeld || ratio <= 1.5,
        bound: 'more different answers than the caches of the processor hold: each is fetched from memory',
      };
    };
    return [figureOf('given', 3200), figureOf('given', 800), figureOf('given', 50), figureOf('written', 3200)];
  },
};
