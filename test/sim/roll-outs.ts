// Policy versions that operators publish, try on some people, take back and freeze while everything else goes on.
import { policyText } from '../../shared/core/policy/canonical.ts';
import { Policy } from '../../shared/model/policy/policy.ts';
import { TrialAsked } from '../../shared/model/policy/trial-asked.ts';
import type { Item } from '../../shared/ports/table.ts';
import { publishPolicy } from '../../shared/steps/policies.ts';
import { freezePolicy, revertRollOut, unfreezePolicy } from '../../shared/steps/roll-out.ts';
import { wakeStale } from '../../shared/steps/stale.ts';
import { type Access, type Company, policyOf } from './company.ts';
import type { Dice } from './dice.ts';
import { PUBLISHER } from './oracle-approvals.ts';
import { applyPlans, makePlan } from './plans.ts';
import type { Stage } from './stage.ts';
import type { Deed, Story } from './story.ts';
import type { PolicyDeed } from './versions.ts';

const MINUTE = 60_000;

/** The first is for everybody when the history begins. */
export interface Versions {
  readonly names: readonly string[];
}

/** The company with versions named by their content, as publishing names them, and cohorts to try them on. */
export function withVersions(dice: Dice, company: Company, sha256: (text: string) => string): Company & Versions {
  const { v1 } = company.access;
  const targets = [...company.servers.keys()];
  const tables = [v1 as Access, ...Array.from({ length: 3 }, () => altered(dice, v1 as Access, targets))];
  const all = tables.map((access) => {
    const policy = Policy.parse({ ...policyOf(access, targets), cohorts: COHORTS });
    return { version: sha256(policyText(policy)).slice(0, 12), access, policy };
  });
  return {
    ...company,
    access: Object.fromEntries(all.map(({ version, access }) => [version, access])),
    policies: new Map(all.map(({ version, policy }) => [version, policy])),
    names: all.map(({ version }) => version),
  };
}

const COHORTS = { pilot: { percent: 40 }, engineers: { when: { attributes: { department: 'eng' } } } };

/** One department gets something more, less or else than before; some versions name a group that a target does not know. */
function altered(dice: Dice, { everybody, department, title }: Access, targets: readonly string[]): Access {
  const name = dice.pick(Object.keys(department));
  const target = dice.pick(targets);
  const before = department[name] ?? {};
  const had = before[target] ?? [];
  const given = dice.pick([
    [...new Set([...had, 'group:leads'])].sort(),
    [...new Set([...had, 'group:pager', 'group:dev'])].sort(),
    had.slice(1),
    [...had, 'group:void'],
    ['group:ops'],
  ]);
  const more = dice.chance(0.3) ? { ...everybody, [target]: ['group:sales'] } : everybody;
  return { everybody: more, department: { ...department, [name]: { ...before, [target]: given } }, title };
}

/** The row as publishing the first version would have left it. */
export function firstInForce(tenant: string, version: string): Item {
  const fields = { v: 1, version, by: 'ann', more: JSON.stringify({ pins: {}, reverted: [] }) };
  return { table: 'state', pk: `${tenant}#policy#active`, sk: 'everybody', fields };
}

/** Bursts of a few deeds within minutes, so that one falls into what another has begun. */
export function rollOutDeeds(dice: Dice, { facts, end }: Pick<Story, 'facts' | 'end'>): readonly Deed[] {
  const start = Math.min(...facts.map(({ ver }) => ver));
  return Array.from({ length: dice.between(1, 3) }, () => {
    const at = start + dice.below(end - start);
    const follows = dice.between(0, 4);
    const later = Array.from(
      { length: follows },
      (): Deed => ({ at: Math.min(end, at + dice.below(dice.pick([2, 10, 45]) * MINUTE)), kind: dice.pick(FOLLOWING) }),
    );
    const first = dice.chance(0.3) ? 'plan' : 'try-policy';
    const applied: readonly Deed[] = first === 'plan' ? [{ at: at + dice.below(10 * MINUTE), kind: 'apply-plan' }] : [];
    return [{ at, kind: first } as const, ...applied, ...later];
  }).flat();
}

const FOLLOWING = [
  'try-policy',
  'try-policy',
  'publish-policy',
  'revert-policy',
  'freeze-policy',
  'unfreeze-policy',
] as const;

/** As an operator does it, in a process that may die or freeze on the way. */
export function doPolicyDeed(stage: Stage, kind: PolicyDeed): void {
  if (kind === 'plan') makePlan(stage);
  else if (kind === 'apply-plan') applyPlans(stage);
  else steer(stage, kind);
}

function steer({ world, workers }: Stage, kind: Exclude<PolicyDeed, 'plan' | 'apply-plan'>): void {
  const { dice } = world;
  const bundle = dice.pick([...world.policies.values()]);
  const trial = TrialAsked.parse(dealtTrial(dice));
  const replace = dice.chance(0.4);
  workers.run('operator', {
    what: kind,
    work: async ({ ports }) => {
      if (kind === 'try-policy') await publishPolicy(ports, bundle, { actor: PUBLISHER, trial, replace });
      else if (kind === 'publish-policy') await publishPolicy(ports, bundle, { actor: PUBLISHER, replace });
      else if (kind === 'revert-policy') await revertRollOut(ports, { actor: 'dan' });
      else if (kind === 'freeze-policy') await freezePolicy(ports, { actor: 'dan' });
      else await unfreezePolicy(ports, { actor: 'dan' });
      await wakeStale(ports);
    },
  });
}

function dealtTrial(dice: Dice): object {
  const whom = dice.pick([{ to: 'pilot' }, { to: 'engineers' }, { percent: 50 }, { to: 'engineers', percent: 20 }]);
  const steps = dice.pick([[], [70], [60, 100]]);
  const failures = dice.pick([{}, { maxFailures: 0 }, { maxFailures: 1 }]);
  return { ...whom, steps, watch: dice.pick([0, 5, 30]), ...failures };
}
