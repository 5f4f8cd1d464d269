// What holds of every plan, whatever the policies say and whoever the people are, also where it breaks off in the middle.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { planLines } from '../../shared/core/saved-plan.ts';
import type { Policy } from '../../shared/model/policy/policy.ts';
import { SavedEntry } from '../../shared/model/saved-plan.ts';
import { anOffice } from '../builders/an-office.ts';
import { hire } from '../builders/occasions.ts';
import { applied, planned, savedPlan } from '../builders/planned.ts';
import { randomPolicy, randomSubject, TARGETS } from '../core/policy/random-policies.ts';

const attributes = randomSubject.map((subject) => subject.attributes);
const people = fc.array(attributes, { minLength: 1, maxLength: 5 });

/** One policy after another one, for these people, and when a call breaks off. */
const aTurn = fc.record({ policy: randomPolicy, next: randomPolicy, all: people, crash: fc.nat(40) });

/** The people under a policy, each with a user name of their own. Of the fuse, the store fails once after so many writes more. */
async function underPolicy(policy: Policy, all: readonly { readonly [name: string]: string }[]) {
  const fuse = { left: Number.POSITIVE_INFINITY };
  const before = ({ op }: { readonly op: string }) => {
    if (op === 'write' && fuse.left-- === 0) throw new Error('crashed');
  };
  const office = await anOffice({ policy, targets: TARGETS, hooks: { before } });
  for (const [position, values] of all.entries())
    await office.company.say(String(position), hire('hire', { ...values, userName: `user${position}` }));
  await office.company.pass(2);
  return { office, fuse };
}

it('a plan of a policy against itself is empty', async () => {
  await fc.assert(
    fc.asyncProperty(randomPolicy, people, async (policy, all) => {
      const { office } = await underPolicy(policy, all);
      expect(await planned(office, { policy, base: { policy } })).toMatchObject({
        changes: 0,
        people: 0,
        withheld: [],
      });
      expect((await planned(office, { policy })).changes).toBe(0);
    }),
    { numRuns: 30 },
  );
});

it('a plan that is applied is done as it was shown, byte for byte, and leaves nothing to plan, wherever a call broke off', async () => {
  await fc.assert(
    fc.asyncProperty(aTurn, async ({ policy, next, all, crash }) => {
      const { office, fuse } = await underPolicy(policy, all);
      const { company } = office;
      const plan = await savedPlan(office, next);
      fuse.left = crash;
      const end = await applied(office, plan).catch(() => applied(office, plan));
      fuse.left = Number.POSITIVE_INFINITY;
      expect(end).toEqual({ applied: plan.index.people, held: 0, moved: [] });
      for (const text of plan.chunkTexts)
        for (const [person, revision, rows] of JSON.parse(text).map((one: unknown) => SavedEntry.parse(one))) {
          const row = company.rows('person', person).find((one) => one.revision === revision + 1);
          expect(row).toMatchObject({ policy: plan.index.version, cause: `plan ${plan.hash}` });
          expect(JSON.stringify(row?.plan)).toBe(JSON.stringify(rows.map(([shown]: [unknown]) => shown)));
        }
      expect((await planned(office, { policy: next })).changes).toBe(0);
      await company.pass(3);
      expect((await planned(office, { policy: next })).changes).toBe(0);
      expect(await applied(office, plan)).toEqual(end);
    }),
    { numRuns: 100 },
  );
});

it('the order of files, rules, roles and names in a list changes no byte of a plan', async () => {
  await fc.assert(
    fc.asyncProperty(randomPolicy, randomPolicy, people, async (policy, next, all) => {
      const { office } = await underPolicy(policy, all);
      const turned: Policy = {
        ...next,
        roles: Object.fromEntries(
          Object.entries(next.roles)
            .map(([name, { entitlements, ...role }]) => {
              const lists = Object.entries(entitlements).map(
                ([target, names]) => [target, names.toReversed()] as const,
              );
              return [name, { ...role, entitlements: Object.fromEntries(lists.reverse()) }] as const;
            })
            .reverse(),
        ),
        rules: next.rules.map((rule) => ({ ...rule, roles: rule.roles.toReversed() })).reverse(),
        duties: next.duties.toReversed(),
        mappings: Object.fromEntries(Object.entries(next.mappings).reverse()),
      };
      const [straight, reversed] = [await savedPlan(office, next), await savedPlan(office, turned)];
      expect([...planLines(reversed)].join('')).toBe([...planLines(straight)].join(''));
    }),
    { numRuns: 30 },
  );
});

it('between two policies nobody is passed over: where all is done, it shows what the plan against the ledger shows', async () => {
  let shown = 0;
  await fc.assert(
    fc.asyncProperty(randomPolicy, randomPolicy, people, async (policy, next, all) => {
      const { office } = await underPolicy(policy, all);
      const [ledger, between] = [
        await planned(office, { policy: next }),
        await planned(office, { policy: next, base: { policy } }),
      ];
      const changes = (report: typeof ledger) =>
        [...report.rows()].map(({ person, target, what }) => [person, target, what]);
      expect(changes(between)).toEqual(changes(ledger));
      shown += between.changes;
    }),
    { numRuns: 60 },
  );
  expect(shown).toBeGreaterThan(50);
});
