// How many people a second a policy is evaluated for, beside Cedar, CEL, json-rules-engine and the loop that one writes first.
import { entitledAmong, entitledTo } from '../shared/core/policy/entitled.ts';
import { listedOf } from '../shared/core/policy/listed.ts';
import { resolveNaively } from '../shared/core/policy/reference.ts';
import { resolve } from '../shared/core/policy/resolve.ts';
import type { Subject } from '../shared/core/policy/subject.ts';
import { Policy } from '../shared/model/policy/policy.ts';
import { type Benchmark, type Figure, interleaved, type Spread, spread } from './benchmark.ts';
import { AT, aPolicyOf, peopleOf } from './policy-company.ts';
import { naiveLoop } from './policy-naive.ts';
import { cedarOf, celOf, jsonRulesOf } from './policy-peers.ts';

const ROLES = 200;
const PEOPLE = 100_000;
const [WARM_UP, ROUNDS] = [2, 9];
/** How many of the people the slower ones are asked about in a round. */
const SAMPLE = { naive: 20_000, cel: 3_000, cedar: 200, jsonRules: 100, full: 20_000 };

type Company = ReturnType<typeof aCompany>;

function aCompany() {
  const policy = aPolicyOf(ROLES);
  const people = peopleOf(PEOPLE, ROLES);
  return {
    policy,
    people,
    naive: naiveLoop(policy),
    cel: celOf(policy),
    cedar: cedarOf(policy),
    jsonRules: jsonRulesOf(policy),
  };
}

/** Throws unless all of them say the same of the same people. */
async function refuseDifferent({ policy, people, naive, cel, cedar, jsonRules }: Company): Promise<void> {
  const refuse = (who: string, subject: Subject, their: ReadonlySet<string>) => {
    const { targets } = entitledTo(policy, subject, AT);
    const ours = targets.flatMap(({ target, entitlements }) => entitlements.map((one) => `${target} ${one}`));
    if (ours.length !== their.size || !ours.every((one) => their.has(one)))
      throw new Error(`${who} gives ${subject.person} something else: ${[...their].join(', ')} for ${ours.join(', ')}`);
  };
  for (const subject of people) refuse('the naive loop', subject, naive(subject.attributes));
  for (const subject of people.slice(0, SAMPLE.cel)) refuse('CEL', subject, cel(subject));
  for (const subject of people.slice(0, SAMPLE.cedar)) refuse('Cedar', subject, cedar(subject));
  for (const subject of people.slice(0, SAMPLE.jsonRules))
    refuse('json-rules-engine', subject, await jsonRules(subject));
  for (const subject of people.slice(0, 1000))
    if (JSON.stringify(resolve(policy, subject, AT)) !== JSON.stringify(resolveNaively(policy, subject, AT)))
      throw new Error(`the reference says otherwise of ${subject.person}`);
}

/** People a second; each answer is kept until the next one is there, so that none is left out. */
async function rate<T>(people: readonly T[], ask: (one: T) => unknown): Promise<number> {
  let kept: unknown;
  const started = performance.now();
  for (const one of people) {
    kept = ask(one);
    if (kept instanceof Promise) await kept;
  }
  const seconds = (performance.now() - started) / 1000;
  if (kept === undefined) throw new Error('nobody was asked');
  return people.length / seconds;
}

async function measured({ policy, people, naive, cel, cedar, jsonRules }: Company) {
  const some = (count: number) => people.slice(0, count);
  const listed = listedOf(people);
  const positions = people.map((_, position) => position);
  const among = entitledAmong(policy, listed, AT);
  const rates = await interleaved(WARM_UP + ROUNDS, {
    ours: () => rate(positions, among),
    reasons: () => rate(positions, (position) => among(position).reasons()),
    single: () => rate(people, (one) => entitledTo(policy, one, AT)),
    naive: () => rate(some(SAMPLE.naive), ({ attributes }) => naive(attributes)),
    cel: () => rate(some(SAMPLE.cel), cel),
    cedar: () => rate(some(SAMPLE.cedar), cedar),
    jsonRules: () => rate(some(SAMPLE.jsonRules), jsonRules),
    full: () => rate(some(SAMPLE.full), (one) => resolve(policy, one, AT)),
    first: () => firstRate(policy, people),
  });
  const settled = Object.entries(rates).map(([name, all]) => [name, spread(all.slice(WARM_UP))]);
  return Object.fromEntries(settled) as { readonly [name in keyof typeof rates]: Spread };
}

/** With all that comes before: the policy is compiled, the people are listed, no answer is known. */
async function firstRate(policy: Policy, people: readonly Subject[]): Promise<number> {
  const loaded = Policy.parse(structuredClone(policy));
  const started = performance.now();
  const among = entitledAmong(loaded, listedOf(people), AT);
  let kept: unknown;
  for (let position = 0; position < people.length; position++) kept = among(position);
  if (kept === undefined) throw new Error('nobody was asked');
  return (people.length * 1000) / (performance.now() - started);
}

function figuresOf(rates: Awaited<ReturnType<typeof measured>>): readonly Figure[] {
  const unit = 'people/s';
  const beside = (name: string, who: string, of: { ours: Spread; peer: Spread; least?: number }): Figure => {
    const ratio = of.ours.median / of.peer.median;
    const goal = of.least === undefined ? 'none; for comparison' : `at least ${of.least.toLocaleString('en-US')} times`;
    return {
      name,
      unit,
      ours: of.ours,
      peer: { ...of.peer, who },
      ratio,
      goal,
      met: ratio >= (of.least ?? 0),
      bound: BOUND,
    };
  };
  const { ours, single, reasons, naive } = rates;
  const loop = 'naive loop';
  return [
    beside('beside Cedar', 'Cedar, one call a person', { ours, peer: rates.cedar, least: 1000 }),
    beside('beside CEL', 'CEL, compiled', { ours, peer: rates.cel, least: 60 }),
    beside('beside a loop', loop, { ours, peer: naive, least: 12 }),
    beside('beside json-rules-engine', 'json-rules-engine', { ours, peer: rates.jsonRules }),
    beside('with reasons', 'without reasons', { ours: reasons, peer: ours, least: 0.5 }),
    beside('not listed, one by one: beside Cedar', 'Cedar, one call a person', { ours: single, peer: rates.cedar }),
    beside('not listed, one by one: beside CEL', 'CEL, compiled', { ours: single, peer: rates.cel }),
    beside('not listed, one by one: beside a loop', loop, { ours: single, peer: naive, least: 12 }),
    beside('once only: compiling, listing, asking', loop, { ours: rates.first, peer: naive }),
    beside('the whole answer, with profiles and the next moment', loop, { ours: rates.full, peer: naive }),
  ];
}

const BOUND = 'the caches of the processor: other work on the machine empties them';

export const policyUsers: Benchmark = {
  name: 'policy.users',
  workload: `${ROLES} roles with ${ROLES * 10} entitlements, a rule each, ${PEOPLE.toLocaleString('en-US')} people with 12 attributes, listed once; what each gives to the same people was proven equal first.`,
  async run(tell) {
    const company = aCompany();
    await refuseDifferent(company);
    const vectors = new Set(company.people.map((one) => entitledTo(company.policy, one, AT)));
    const all = company.people.reduce(
      (sum, one) =>
        sum + entitledTo(company.policy, one, AT).targets.flatMap(({ entitlements }) => entitlements).length,
      0,
    );
    tell(`all agree; ${vectors.size} different answers, ${(all / PEOPLE).toFixed(0)} entitlements a person`);
    return figuresOf(await measured(company));
  },
};
