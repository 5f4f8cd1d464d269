// The same policy in other people's engines: Cedar, CEL and json-rules-engine, each used as its own pages say is quickest.
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { Environment } from '@marcbachmann/cel-js';
import { Engine, type NestedCondition, type TopLevelCondition } from 'json-rules-engine';
import type { Subject } from '../shared/core/policy/subject.ts';
import type { Test, When } from '../shared/model/policy/condition.ts';
import type { Policy } from '../shared/model/policy/policy.ts';
import { ATTRIBUTES } from './policy-company.ts';
import { givenBy } from './policy-naive.ts';

type Answer = (subject: Subject) => ReadonlySet<string>;

/** One call a person: a `permit` for each rule, parsed once; those that are satisfied come back with the decision. */
export function cedarOf(policy: Policy): Answer {
  const given = givenBy(policy);
  const policies = policy.rules.map(({ id, when }) => [
    id,
    `permit(principal, action, resource) when { ${written(when, CEDAR)} };`,
  ]);
  const parsed = cedar.preparsePolicySet('bench', { staticPolicies: Object.fromEntries(policies) });
  if (parsed.type === 'failure') throw new Error(`Cedar: ${parsed.errors[0]?.message}`);
  return ({ person, attributes }) => {
    const answer = cedar.statefulIsAuthorized({
      principal: { type: 'Person', id: person },
      action: { type: 'Action', id: 'hold' },
      resource: { type: 'Company', id: 'all' },
      context: attributes,
      preparsedPolicySetId: 'bench',
      entities: [],
    });
    if (answer.type === 'failure') throw new Error(`Cedar: ${answer.errors[0]?.message}`);
    return collected(answer.response.diagnostics.reason, given);
  };
}

/** Every rule an expression, compiled once with the types of the attributes. */
export function celOf(policy: Policy): Answer {
  const given = givenBy(policy);
  const environment = ATTRIBUTES.reduce((env, name) => env.registerVariable(name, 'string'), new Environment());
  const ready = policy.rules.map(({ id, when }) => ({ id, holds: environment.parse(written(when, CEL)) }));
  return ({ attributes }) =>
    collected(
      ready.flatMap(({ id, holds }) => (holds(attributes) === true ? [id] : [])),
      given,
    );
}

/** All rules in one engine; an event for each that holds. */
export function jsonRulesOf(policy: Policy): (subject: Subject) => Promise<ReadonlySet<string>> {
  const given = givenBy(policy);
  const rules = policy.rules.map(({ id, when }) => ({
    conditions: { all: partsOf(when) } as TopLevelCondition,
    event: { type: id },
  }));
  const engine = new Engine(rules, { allowUndefinedFacts: true });
  engine.addOperator('startsWith', (value: string, start: string) => value.startsWith(start));
  return async ({ attributes }) => {
    const { events } = await engine.run({ ...attributes });
    return collected(
      events.map(({ type }) => type),
      given,
    );
  };
}

function collected(rules: readonly string[], given: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const all = new Set<string>();
  for (const rule of rules) for (const one of given.get(rule) ?? []) all.add(one);
  return all;
}

/** How a language writes the three tests of these policies. */
interface Language {
  readonly is: (name: string, value: string) => string;
  readonly among: (name: string, values: readonly string[]) => string;
  readonly startsWith: (name: string, text: string) => string;
}

const CEDAR: Language = {
  is: (name, value) => `context.${name} == ${JSON.stringify(value)}`,
  among: (name, values) => `${JSON.stringify(values)}.contains(context.${name})`,
  startsWith: (name, text) => `context.${name} like ${JSON.stringify(`${text}*`)}`,
};

const CEL: Language = {
  is: (name, value) => `${name} == ${JSON.stringify(value)}`,
  among: (name, values) => `${name} in ${JSON.stringify(values)}`,
  startsWith: (name, text) => `${name}.startsWith(${JSON.stringify(text)})`,
};

function written({ attributes = {}, any, not }: When, language: Language): string {
  const tests = Object.entries(attributes).map(([name, test]) => testWritten(name, test, language));
  const either = any ? [`(${any.map((part) => written(part, language)).join(' || ')})`] : [];
  return [...tests, ...either, ...(not ? [`!(${written(not, language)})`] : [])].join(' && ');
}

function testWritten(name: string, test: Test, { is, among, startsWith }: Language): string {
  if (typeof test === 'string') return is(name, test);
  return Array.isArray(test) ? among(name, test) : startsWith(name, startOf(test));
}

function partsOf({ attributes = {}, any, not }: When): readonly NestedCondition[] {
  return [
    ...Object.entries(attributes).map(([fact, test]) => {
      if (typeof test === 'string') return { fact, operator: 'equal', value: test };
      if (Array.isArray(test)) return { fact, operator: 'in', value: test };
      return { fact, operator: 'startsWith', value: startOf(test) };
    }),
    ...(any ? [{ any: any.map((part) => ({ all: partsOf(part) })) } as NestedCondition] : []),
    ...(not ? [{ not: { all: partsOf(not) } } as NestedCondition] : []),
  ];
}

function startOf(test: Test): string {
  return (test as { readonly startsWith?: string }).startsWith ?? '';
}
