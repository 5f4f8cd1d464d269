// Attributes and targets that the settings do not know, and flags and cohorts that nobody asks for.
import type { When } from '../../../model/policy/condition.ts';
import type { Field } from '../../../model/policy/mapping.ts';
import { nearestName } from '../../nearest.ts';
import { namesSpelt } from '../used.ts';
import type { Finding, Known } from './finding.ts';

type Path = Finding['path'];

/** Where a name is used. */
interface Use {
  readonly name: string;
  readonly path: Path;
}

/** An attribute that no source owns never has a value: what asks for it holds of nobody. */
export function attributesOwned({ policy, settings }: Pick<Known, 'policy' | 'settings'>): readonly Finding[] {
  if (!settings || settings.owned.includes('*')) return [];
  return attributesUsed(policy)
    .filter(({ name }) => !settings.owned.includes(name))
    .map(({ name, path }) => {
      const suggestion = nearestName(name, settings.owned);
      const message = `no source owns attribute "${name}", so it never has a value`;
      return { code: 'attribute-unowned', path, message, ...(suggestion !== undefined && { suggestion }) };
    });
}

export function targetsKnown({ policy, settings }: Pick<Known, 'policy' | 'settings'>): readonly Finding[] {
  if (!settings) return [];
  return Object.keys(policy.mappings)
    .filter((target) => !settings.targets.includes(target))
    .map((target) => {
      const suggestion = nearestName(target, settings.targets);
      const message = `frontdesk.yaml has no target "${target}"`;
      return {
        code: 'target-unknown',
        path: ['mappings', target],
        message,
        ...(suggestion !== undefined && { suggestion }),
      };
    });
}

export function namesUnused({ policy }: Pick<Known, 'policy'>): readonly Finding[] {
  const { flags, cohorts, mappings, rules } = policy;
  const asked = new Set([
    ...rules.flatMap(({ when }, position) => flagsIn(when, ['rules', position])).map(({ name }) => name),
    ...Object.values(mappings).flatMap((mapping) => Object.values(mapping).flatMap(flagsOf)),
  ]);
  const used = new Set(Object.values(flags).map(({ cohort }) => cohort));
  return [
    ...Object.keys(flags)
      .filter((name) => !asked.has(name))
      .map(
        (name): Finding => ({ code: 'flag-unused', path: ['flags', name], message: `nothing asks for flag "${name}"` }),
      ),
    ...Object.keys(cohorts)
      .filter((name) => !used.has(name))
      .map((name): Finding => {
        const message = `no flag is on for cohort "${name}"; unless versions are tried on it first, remove it`;
        return { code: 'cohort-unused', path: ['cohorts', name], message };
      }),
  ];
}

function attributesUsed({ rules, cohorts, mappings, approvals }: Known['policy']): readonly Use[] {
  return [
    ...rules.flatMap(({ when }, position) => testedIn(when, ['rules', position, 'when'])),
    ...Object.entries(cohorts).flatMap(([name, { when }]) => (when ? testedIn(when, ['cohorts', name, 'when']) : [])),
    ...Object.entries(mappings).flatMap(([target, mapping]) =>
      Object.entries(mapping).flatMap(([field, shape]) =>
        [...new Set(templatesOf(shape).flatMap(namesSpelt))].map((name) => ({
          name,
          path: ['mappings', target, field],
        })),
      ),
    ),
    ...Object.entries({ ...approvals.risks }).flatMap(([risk, one]) => lookedUp(one, ['approvals', 'risks', risk])),
    ...Object.entries(approvals.roles).flatMap(([role, one]) => lookedUp(one, ['approvals', 'roles', role])),
  ];
}

function lookedUp(approval: Known['policy']['approvals']['roles'][string] | undefined, path: Path): readonly Use[] {
  if (approval === undefined || approval === 'automatic') return [];
  return approval.approvers.flatMap((approver, index) =>
    'attribute' in approver ? [{ name: approver.attribute, path: [...path, 'approvers', index, 'attribute'] }] : [],
  );
}

function testedIn(when: When, path: Path): readonly Use[] {
  return within(when, path, ({ attributes = {}, groups }, at) => [
    ...Object.keys(attributes).map((name) => ({ name, path: [...at, 'attributes', name] })),
    ...(groups ? [{ name: 'groups', path: [...at, 'groups'] }] : []),
  ]);
}

function flagsIn(when: When, path: Path): readonly Use[] {
  return within(when, path, ({ flag }, at) => (flag === undefined ? [] : [{ name: flag, path: [...at, 'flag'] }]));
}

/** What `look` finds in a condition and in all that it holds. */
function within(when: When, path: Path, look: (when: When, path: Path) => readonly Use[]): readonly Use[] {
  const { all = [], any = [], not } = when;
  return [
    ...look(when, path),
    ...all.flatMap((part, index) => within(part, [...path, 'all', index], look)),
    ...any.flatMap((part, index) => within(part, [...path, 'any', index], look)),
    ...(not ? within(not, [...path, 'not'], look) : []),
  ];
}

function templatesOf(field: Field): readonly string[] {
  if (typeof field === 'string') return [field];
  return (Array.isArray(field) ? field : [field]).map(({ template }) => template);
}

function flagsOf(field: Field): readonly string[] {
  if (typeof field === 'string') return [];
  return (Array.isArray(field) ? field : [field]).flatMap(({ flag }) => flag ?? []);
}
