// Failures that people feel: what they asked for is given up, slow, or does not happen at all.
import { Policy } from '../../shared/model/policy/policy.ts';
import { TrialAsked } from '../../shared/model/policy/trial-asked.ts';
import { publishPolicy } from '../../shared/steps/policies.ts';
import { aPolicy } from '../builders/a-person.ts';
import { hire } from '../builders/occasions.ts';
import { stubbornTarget } from '../builders/stubborn-target.ts';
import { type Failure, hires, leavers, staff, standstill } from './failure.ts';

const hour = 60;

/** A target that refuses until told otherwise. */
function refusing() {
  const stubborn = stubbornTarget();
  stubborn.refuses = false;
  return { stubborn, options: { target: { app: stubborn.options } } };
}

/** Gives engineers nothing of their own. */
function otherPolicy(): Policy {
  const policy = aPolicy();
  return { ...policy, rules: policy.rules.slice(0, 1) };
}

function unknownGroup(): Policy {
  const policy = aPolicy();
  const { employee } = policy.roles as { [name: string]: Policy['roles'][string] };
  return Policy.parse({
    ...policy,
    roles: { ...policy.roles, employee: { ...employee, entitlements: { app: ['group:none'] } } },
  });
}

export const PEOPLE_FAILURES: readonly Failure[] = [
  {
    what: 'a target refuses every new colleague of a busy morning',
    ...{ alarm: 'success-page', within: 5 },
    plant: () => {
      const { stubborn, options } = refusing();
      return {
        options,
        happen: async (watched) => {
          stubborn.refuses = true;
          await hires(watched, 1, 8);
        },
      };
    },
  },
  {
    what: 'a few of a day are refused, among many that go well',
    ...{ alarm: 'success-ticket', within: 10 },
    plant: () => {
      const { stubborn, options } = refusing();
      return {
        options,
        happen: async (watched) => {
          await staff(watched, 1, 40);
          for (const person of [41, 42, 43]) {
            await watched.pass(30);
            stubborn.refuses = true;
            await hires(watched, person, person);
          }
        },
      };
    },
  },
  {
    what: 'nothing is worked for forty minutes while six people start',
    ...{ alarm: 'provision-page', within: 5 },
    plant: () => ({
      happen: async (watched) => {
        await hires(watched, 1, 6);
        await standstill(watched, 40);
      },
    }),
  },
  {
    what: 'one in five waits for forty minutes',
    ...{ alarm: 'provision-ticket', within: 5 },
    plant: () => ({
      happen: async (watched) => {
        await staff(watched, 1, 8);
        await hires(watched, 9, 10);
        await standstill(watched, 40);
      },
    }),
  },
  {
    what: 'everybody waits for eight minutes',
    ...{ alarm: 'provision-median', within: 5 },
    plant: () => ({
      happen: async (watched) => {
        await hires(watched, 1, 6);
        await standstill(watched, 8);
      },
    }),
  },
  {
    what: 'six leavers keep their access for twenty minutes',
    ...{ alarm: 'revoke-page', within: 5 },
    plant: () => ({
      happen: async (watched) => {
        await staff(watched, 1, 6);
        await leavers(watched, 1, 6);
        await standstill(watched, 20);
      },
    }),
  },
  {
    what: 'one leaver in five keeps access for twenty minutes',
    ...{ alarm: 'revoke-ticket', within: 5 },
    plant: () => ({
      happen: async (watched) => {
        await staff(watched, 1, 10);
        await leavers(watched, 1, 8);
        await watched.pass(2);
        await leavers(watched, 9, 10);
        await standstill(watched, 20);
      },
    }),
  },
  {
    what: 'the target is down when somebody leaves',
    ...{ alarm: 'open-removal', within: 40 },
    plant: () => ({
      happen: async (watched) => {
        await staff(watched, 1, 1);
        watched.company.target().server.trouble = 'unavailable';
        await leavers(watched, 1, 1);
      },
    }),
  },
  {
    what: 'the target says yes to a suspension and does not do it, until it is given up',
    ...{ alarm: 'open-removal', within: 20 },
    plant: () => ({
      happen: async (watched) => {
        await staff(watched, 1, 1);
        watched.company.target().server.trouble = 'lying-writes';
        await leavers(watched, 1, 1);
      },
    }),
  },
  {
    what: 'the target is down when somebody starts',
    ...{ alarm: 'open-grant', within: 55 },
    plant: () => ({
      happen: async (watched) => {
        watched.company.target().server.trouble = 'unavailable';
        await hires(watched, 1, 1);
      },
    }),
  },
  {
    what: 'every message to the appliers is lost',
    ...{ alarm: 'open-grant', within: 55 },
    plant: () => ({
      options: { fate: ({ queue }) => (queue.startsWith('apply') ? 'lose' : 'deliver') },
      happen: (watched) => hires(watched, 1, 1),
    }),
  },
  {
    what: 'the HR system does not answer when a record is to be fetched',
    ...{ alarm: 'waiting-event', within: 55 },
    plant: () => ({
      happen: ({ company }) => {
        company.source.records.set('1', { kind: 'fault', fault: { kind: 'unavailable' } });
        return company.deliver('1', { id: 'thin', thin: true });
      },
    }),
  },
  {
    what: 'every message to the deciders is lost',
    ...{ alarm: 'waiting-event', within: 55 },
    plant: () => ({
      options: { fate: ({ queue }) => (queue.startsWith('events') ? 'lose' : 'deliver') },
      happen: (watched) => hires(watched, 1, 1),
    }),
  },
  {
    what: 'a policy is published and somebody is never decided by it',
    ...{ alarm: 'waiting-event', within: 75 },
    plant: () => {
      let isLost = false;
      return {
        options: { fate: ({ queue }) => (isLost && queue.startsWith('events') ? 'lose' : 'deliver') },
        happen: async (watched) => {
          await staff(watched, 1, 1);
          isLost = true;
          await publishPolicy(watched.company.pipeline, otherPolicy(), { actor: 'alpha' });
        },
      };
    },
  },
  {
    what: 'the workers are dead for two hours',
    ...{ alarm: 'waiting-event-page', within: 150 },
    plant: () => ({
      happen: async (watched) => {
        watched.alive.workers = false;
        await hires(watched, 1, 1);
      },
    }),
  },
  {
    what: 'something is given up and nobody takes care of it',
    ...{ alarm: 'parked', within: 4 * hour + 10 },
    plant: () => {
      const { stubborn, options } = refusing();
      return {
        options,
        happen: async (watched) => {
          stubborn.refuses = true;
          await hires(watched, 1, 1);
        },
      };
    },
  },
  {
    what: 'a policy on trial fails and is taken back by itself',
    ...{ alarm: 'parked', within: 4 * hour + 15 },
    plant: () => ({
      happen: async (watched) => {
        await staff(watched, 1, 4);
        const trial = TrialAsked.parse({ percent: 100, maxFailures: 0 });
        await publishPolicy(watched.company.pipeline, unknownGroup(), { actor: 'alpha', trial });
        await watched.pass(5);
      },
    }),
  },
  {
    what: 'a profile cannot be made, for an attribute is missing',
    ...{ alarm: 'parked', within: 4 * hour + 10 },
    plant: () => ({
      happen: async (watched) => {
        await staff(watched, 1, 1);
        const { version, at, turns } = hire('x');
        await watched.company.deliver('1', {
          id: 'no-name',
          version: (version ?? 0) + 1,
          ...(at && { at }),
          ...(turns && { turns }),
          attributes: { userName: null },
        });
      },
    }),
  },
  {
    what: 'a record is not to be had, and its event is given up',
    ...{ alarm: 'parked', within: 5 * hour },
    plant: () => ({ happen: ({ company }) => company.deliver('1', { id: 'thin', thin: true }) }),
  },
];
