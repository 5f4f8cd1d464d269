import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyText } from '../../../shared/core/policy/canonical.ts';
import { budgetOf } from '../../../shared/core/policy/compiled/budget.ts';
import { compiledWithin } from '../../../shared/core/policy/compiled/compiled.ts';
import type { Resolved } from '../../../shared/core/policy/desired.ts';
import { entitledAmong, entitledTo } from '../../../shared/core/policy/entitled.ts';
import { listedOf } from '../../../shared/core/policy/listed.ts';
import { resolveNaively } from '../../../shared/core/policy/reference.ts';
import { resolve } from '../../../shared/core/policy/resolve.ts';
import { withIncluded } from '../../../shared/core/policy/roles.ts';
import type { Subject } from '../../../shared/core/policy/subject.ts';
import type { DutySide } from '../../../shared/model/policy/duty.ts';
import { Policy } from '../../../shared/model/policy/policy.ts';
import { aPolicy } from '../../builders/a-person.ts';
import { aRandomMoment, aRandomPolicy, aRandomSubject } from './hostile-policies.ts';

const NOON = Date.parse('2026-06-15T12:00:00Z');
const people = fc.array(aRandomSubject, { minLength: 1, maxLength: 12 });
const told = (policy: Policy, subject: Subject, at: number) => JSON.stringify(resolve(policy, subject, at));

describe('the index answers as the reference does', () => {
  it('byte for byte, whatever the policy, the people and the moments', () => {
    const moments = fc.array(aRandomMoment, { minLength: 1, maxLength: 3 });
    const seen = { entitled: 0, withheld: 0, turning: 0, blocked: 0 };
    fc.assert(
      fc.property(aRandomPolicy, people, moments, (policy, all, when) => {
        for (const at of when)
          for (const subject of all) {
            const wanted = resolveNaively(policy, subject, at);
            expect(told(policy, subject, at)).toBe(JSON.stringify(wanted));
            if (Object.keys(wanted.targets).length > 0) seen.entitled++;
            if (Object.values(wanted.targets).some(({ blocked }) => blocked)) seen.blocked++;
            if (wanted.withheld.length > 0) seen.withheld++;
            if (wanted.nextAt !== undefined) seen.turning++;
          }
      }),
      { numRuns: 300 },
    );
    // Of some 7,000 answers: a test that only ever saw nothing would prove nothing.
    for (const often of Object.values(seen)) expect(often).toBeGreaterThan(50);
  });

  it('without profiles as with them, and of people on a list as one by one', () => {
    fc.assert(
      fc.property(aRandomPolicy, people, (policy, all) => {
        const among = entitledAmong(policy, listedOf(all), NOON);
        for (const [position, subject] of all.entries()) {
          const { targets, withheld, reasons } = entitledTo(policy, subject, NOON);
          expect(among(position)).toEqual({ targets, withheld, reasons: expect.any(Function) });
          const lean = targets.map(({ target, entitlements }, at) => [
            target,
            { entitlements, reasons: reasons()[at] },
          ]);
          const full = resolveNaively(policy, subject, NOON);
          const wanted = Object.entries(full.targets).map(([target, { wish, reasons: because }]) => [
            target,
            { entitlements: wish.entitlements, reasons: because },
          ]);
          expect(Object.fromEntries(lean)).toEqual(Object.fromEntries(wanted));
          expect(withheld).toEqual(full.withheld);
        }
      }),
    );
  });

  it('also when it may remember next to nothing, and forgets all of it time and again', () => {
    fc.assert(
      fc.property(aRandomPolicy, people, fc.nat(400), (policy, all, words) => {
        const { entitled, among } = compiledWithin(policy, budgetOf(words));
        const onList = among(listedOf(all), NOON);
        const listedTargets = (subject: Subject) =>
          onList(all.indexOf(subject)).targets.map(({ target, entitlements }) => [target, entitlements]);
        for (const subject of [...all, ...all].filter(({ status }) => status === 'active')) {
          const { targets, withheld } = resolveNaively(policy, subject, NOON);
          const names = entitled(subject, NOON).targets.map(({ target, entitlements }) => [target, entitlements]);
          expect(listedTargets(subject)).toEqual(names);
          const wanted = Object.entries(targets).map(([target, { wish }]) => [target, wish.entitlements]);
          expect(Object.fromEntries(names)).toEqual(Object.fromEntries(wanted));
          expect(entitled(subject, NOON).withheld).toEqual(withheld);
        }
      }),
    );
  });

  it('also for a rule with more clauses than are worth their bits, and for people with such rules beside others', () => {
    const sites = Array.from({ length: 7 }, (_, at) => `site-${at}`);
    const anySite = { any: sites.map((site) => ({ attributes: { site } })) };
    const wide = { all: [anySite, { any: sites.map((office) => ({ attributes: { office } })) }] };
    const rules = Array.from({ length: 40 }, (_, at) => ({
      id: `wide-${at}`,
      when: at % 2 ? wide : { not: wide },
      roles: ['employee'],
    }));
    const policy = Policy.parse({ ...aPolicy(), rules: [...aPolicy().rules, ...rules] });
    for (const site of [...sites, 'elsewhere']) {
      const subject = {
        person: 'hr-1',
        status: 'active',
        attributes: { userName: 'x', site, office: 'site-3' },
      } as const;
      expect(told(policy, subject, NOON)).toBe(JSON.stringify(resolveNaively(policy, subject, NOON)));
    }
  });
});

describe('what a policy says', () => {
  it('does not depend on the order of rules, duties, roles or names in a list', () => {
    const turned = ({ rules, duties, roles, ...rest }: Policy): Policy => ({
      ...rest,
      rules: rules.toReversed().map((rule) => ({ ...rule, roles: rule.roles.toReversed() })),
      duties: duties.toReversed(),
      roles: Object.fromEntries(
        Object.entries(roles)
          .toReversed()
          .map(([name, { entitlements, ...role }]) => {
            const lists = Object.entries(entitlements).map(([target, all]) => [target, all.toReversed()] as const);
            return [name, { ...role, entitlements: Object.fromEntries(lists.toReversed()) }];
          }),
      ),
    });
    fc.assert(
      fc.property(aRandomPolicy, people, (policy, all) => {
        expect(policyText(turned(policy))).toBe(policyText(policy));
        for (const subject of all) expect(told(turned(policy), subject, NOON)).toBe(told(policy, subject, NOON));
      }),
    );
  });

  it('has its reasons: without the rules of every way to an entitlement it is gone, and with one of them it is there', () => {
    const without = { duties: [] };
    fc.assert(
      fc.property(aRandomPolicy, aRandomSubject, (whole, subject) => {
        const policy: Policy = { ...whole, ...without };
        for (const [target, { reasons }] of Object.entries(resolve(policy, subject, NOON).targets))
          for (const [entitlement, ways] of Map.groupBy(reasons, (reason) => reason.entitlement)) {
            const rules = (keep: (id: string) => boolean) => policy.rules.filter(({ id }) => keep(id));
            const named = new Set(ways.map(({ rule }) => rule));
            const gone = { ...policy, rules: rules((id) => !named.has(id)) };
            expect(heldAt(resolve(gone, subject, NOON), target)).not.toContain(entitlement);
            for (const one of named) {
              const alone = { ...policy, rules: rules((id) => id === one) };
              expect(heldAt(resolve(alone, subject, NOON), target)).toContain(entitlement);
            }
          }
      }),
    );
  });

  it('never gives two sides of a duty to somebody without a waiver, and withholds nothing that nobody would have', () => {
    fc.assert(
      fc.property(aRandomPolicy, people, (policy, all) => {
        for (const subject of all) {
          const { targets, withheld } = resolve(policy, subject, NOON);
          const reasons = Object.entries(targets).flatMap(([target, one]) =>
            one.reasons.map((way) => ({ target, ...way })),
          );
          const isHeld = (side: DutySide) =>
            'role' in side
              ? reasons.some(({ role }) => withIncluded(policy, role).includes(side.role))
              : Object.hasOwn(targets, side.target) &&
                targets[side.target]?.wish.entitlements.includes(side.entitlement) === true;
          for (const { id, exclude, waivers } of policy.duties)
            if (!waivers.some(({ person }) => person === subject.person))
              expect([id, new Set(exclude.filter(isHeld).map((side) => JSON.stringify(side))).size < 2]).toEqual([
                id,
                true,
              ]);
          const unbound = resolve({ ...policy, duties: [] }, subject, NOON);
          if (withheld.length === 0 && policy.duties.length > 0) expect(targets).toEqual(unbound.targets);
          for (const [target, { wish }] of Object.entries(targets))
            expect(unbound.targets[target]?.wish.entitlements).toEqual(expect.arrayContaining([...wish.entitlements]));
        }
      }),
    );
  });
});

describe('an answer that many people share', () => {
  const subject = (person: string): Subject => ({
    person,
    status: 'active',
    attributes: { userName: person, site: 'Oslo' },
  });

  it('is the same one for all of whom the same rules hold', () => {
    const policy = aPolicy();
    expect(entitledTo(policy, subject('hr-1'), NOON)).toBe(entitledTo(policy, subject('hr-2'), NOON));
  });

  it('cannot be changed for the others', () => {
    const { app } = resolve(aPolicy(), subject('hr-1'), NOON).targets;
    expect(() => Object.assign(app?.wish.entitlements ?? [], ['group:mine'])).toThrow();
    expect(() => Object.assign(app?.reasons[0] ?? {}, { rule: 'mine' })).toThrow();
  });
});

/** Read as everybody should: a target may have the name of something that every object has. */
function heldAt({ targets }: Resolved, target: string): readonly string[] {
  return Object.hasOwn(targets, target) ? (targets[target]?.reasons.map(({ entitlement }) => entitlement) ?? []) : [];
}
