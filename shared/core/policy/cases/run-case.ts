// One case of a policy's tests: what somebody gets, held against what they should get.
import type { PolicyCase } from '../../../model/policy/case.ts';
import type { Policy } from '../../../model/policy/policy.ts';
import { DAY } from '../../timing.ts';
import { dayIn, startOfDay } from '../../zone.ts';
import { zoneOf } from '../calendar.ts';
import { matches } from '../condition.ts';
import type { Resolved } from '../desired.ts';
import { circumstancesOf } from '../reference.ts';
import { resolve } from '../resolve.ts';
import type { Subject } from '../subject.ts';
import { type Miss, misses } from './misses.ts';
import { provesSomething } from './proves.ts';

export interface CaseResult {
  readonly misses: readonly Miss[];
  /** The ids of the rules that hold, of those that were asked; undefined where no rule is asked. */
  readonly holding: readonly string[] | undefined;
  /** Whether the case could fail under another policy; one that could not counts for no rule. */
  readonly proves: boolean;
  /** The duties that keep something from the person. */
  readonly withheld: readonly string[];
}

/** `now` (ms) stands in where the case names no day. */
export function runCase(policy: Policy, tested: PolicyCase, now: number): CaseResult {
  const subject: Subject = { person: tested.person, status: tested.status, attributes: tested.given };
  const at = tested.on === undefined ? now : noonOf(tested.on, subject);
  const flagged = tested.flags ? withFlags(policy, tested.flags) : policy;
  const resolved = resolve(flagged, subject, at);
  const isAsked = tested.status === 'active' || tested.status === 'paused';
  const circumstances = circumstancesOf(flagged, subject, at);
  return {
    misses: [
      ...unknownNames(policy, tested),
      ...dayNeeded(tested, resolved, subject),
      ...misses(flagged, tested, resolved),
    ],
    holding: isAsked ? policy.rules.filter(({ when }) => matches(when, circumstances)).map(({ id }) => id) : undefined,
    proves: provesSomething(policy, tested),
    withheld: [...new Set(resolved.withheld.map(({ duty }) => duty))],
  };
}

/** Half a day after midnight in the zone of the person. */
function noonOf(day: string, { attributes }: Subject): number {
  return startOfDay(day, zoneOf(attributes)) + DAY / 2;
}

/** The policy with these flags on for everybody, and the others for nobody. */
function withFlags(policy: Policy, on: readonly string[]): Policy {
  const flags = Object.entries(policy.flags).map(([name, flag]) => [
    name,
    { ...flag, cohort: on.includes(name) ? 'everybody-here' : 'nobody-here' },
  ]);
  const cohorts = { ...policy.cohorts, 'everybody-here': { percent: 100 }, 'nobody-here': { percent: 0 } };
  return { ...policy, flags: Object.fromEntries(flags), cohorts };
}

function unknownNames({ mappings, flags, duties }: Policy, tested: PolicyCase): readonly Miss[] {
  const unknown = (what: string, names: readonly string[], known: object) =>
    names
      .filter((name) => !Object.hasOwn(known, name))
      .map((name): Miss => ({ kind: 'unknown', message: `the policy has no ${what} "${name}"`, because: [] }));
  const { expect = {}, gets = {}, without = {}, profile = {} } = tested;
  const targets = [...new Set([expect, gets, without, profile].flatMap(Object.keys))];
  const known = Object.fromEntries(duties.map(({ id }) => [id, true]));
  return [
    ...unknown('target', targets, mappings),
    ...unknown('flag', tested.flags ?? [], flags),
    ...unknown('duty', tested.withheld ?? [], known),
  ];
}

/** A case whose answer changes with the calendar would fail one day although nobody changed anything. */
function dayNeeded({ on }: PolicyCase, { nextAt }: Resolved, { attributes }: Subject): readonly Miss[] {
  if (on !== undefined || nextAt === undefined) return [];
  const day = dayIn(nextAt, zoneOf(attributes));
  return [
    { kind: 'day', message: `changes by itself on ${day}; say on which day it is, as in "on: ${day}"`, because: [] },
  ];
}
