// Bad adapters of the paper target, each a good one with one habit changed, for faults that lie too deep to be planted from outside.
import type { Fault } from '../../../shared/model/fault.ts';
import { goodHabits, type Habits } from './paper-habits.ts';
import type { PaperServer, Refusal } from './paper-server.ts';

export interface BadHabits {
  readonly name: string;
  /** Beginnings of the names of laws that must break. */
  readonly breaks: readonly string[];
  readonly habits: Partial<Habits>;
}

const { faultOf, find, create, change, next, hasEnded } = goodHabits;
const byName = (server: PaperServer, userName: string) =>
  [...server.accounts.values()].find((account) => account.userName === userName);

/** Another fault for these refusals. */
const mistaking = (statuses: readonly Refusal['status'][], fault: Fault): Partial<Habits> => ({
  faultOf: (refusal, afterWrite) => (statuses.includes(refusal.status) ? fault : faultOf(refusal, afterWrite)),
});

export const badHabits: readonly BadHabits[] = [
  {
    name: 'forgets its mark',
    breaks: ['a new account is active', 'an ensure asked twice', 'an ensure after a suspend'],
    habits: {
      create: (trip, ref, profile) => trip.ask('write', () => trip.server.make({ userName: ref.userName, profile })),
    },
  },
  {
    name: 'suspends by taking the groups only',
    breaks: ['suspend keeps the account', 'a suspended account cannot log in', 'open sessions end'],
    habits: { change: (trip, user, to) => (to.active ? change(trip, user, to) : Promise.resolve(false)) },
  },
  {
    name: 'leaves sessions open',
    breaks: ['open sessions end'],
    habits: {
      change: async (trip, user, to) => {
        await trip.ask('write', () => trip.server.edit(user.id, { active: to.active }));
        return change(trip, { ...user, active: to.active }, to);
      },
    },
  },
  {
    name: 'does not let anybody back in',
    breaks: ['a suspended account cannot log in', 'an ensure after a suspend', 'what somebody changed behind our back'],
    habits: { change: (trip, user, to) => change(trip, user, { ...to, active: to.active && user.active }) },
  },
  {
    name: 'makes a second account when a name is taken',
    breaks: ['two ensures at once', 'an account of the same name', 'a rename onto', 'where case does not tell'],
    habits: {
      find: async (trip, ref) => {
        const found = await find(trip, ref);
        return found?.ours ? found : undefined;
      },
      create: (trip, ref, profile) =>
        create(trip, ref, profile).catch(() => create(trip, ref, { ...profile, userName: `${ref.userName}.2` })),
      change: (trip, user, to) => change(trip, user, to).catch(() => change(trip, user, { ...to, profile: {} })),
    },
  },
  {
    name: 'makes a new account with each create, whatever the name',
    breaks: ['two ensures at once', 'an ensure asked twice', 'a create that took effect', 'a rename keeps'],
    habits: {
      find: async (trip, ref) => (ref.remoteId ? find(trip, { ...ref, userName: '' }) : undefined),
      create: async (trip, ref, profile) => {
        const taken = byName(trip.server, ref.userName);
        const userName = taken ? ref.userName.toUpperCase() : ref.userName;
        const account = { id: `${Math.random()}`, person: ref.person, active: true, held: [], sessions: [] };
        return trip.ask('write', () => {
          trip.server.accounts.set(account.id, { ...account, userName, profile: { ...profile, userName } });
          return { ...account, userName, profile: { ...profile, userName } };
        });
      },
    },
  },
  {
    name: 'finds accounts by name in their exact case',
    breaks: ['where case does not tell names apart'],
    habits: {
      find: async (trip, ref) => {
        const found = await find(trip, ref);
        return found?.ours || found?.user.userName === ref.userName ? found : undefined;
      },
      create: (trip, ref, profile) =>
        create(trip, ref, profile).catch(() =>
          trip.ask('write', () =>
            trip.server.edit([...trip.server.accounts.keys()].at(-1) as string, { person: ref.person }),
          ),
        ),
    },
  },
  {
    name: 'takes a name from whoever has it',
    breaks: ['a rename onto the name of a foreign account'],
    habits: {
      change: async (trip, user, to) => {
        const taken = to.profile.userName ? byName(trip.server, to.profile.userName) : undefined;
        if (taken && taken.id !== user.id)
          await trip.ask('write', () => trip.server.edit(taken.id, { userName: `${taken.id}` }));
        return change(trip, user, to);
      },
    },
  },
  {
    name: 'clings to ids that are gone',
    breaks: ['an account deleted by an outsider'],
    habits: {
      find: async (trip, ref) => {
        const ghost = { id: ref.remoteId ?? '', userName: '', active: true, profile: {}, held: [], sessions: [] };
        return (await find(trip, ref)) ?? (ref.remoteId ? { user: ghost, ours: true } : undefined);
      },
    },
  },
  {
    name: 'looks names up by part',
    breaks: ['a user name that looks like a query'],
    habits: {
      find: async (trip, ref) => {
        const part = [...trip.server.accounts.values()].find(
          (account) => /["'*%]/.test(ref.userName) && (ref.userName === '*' || ref.userName.includes(account.userName)),
        );
        return part ? { user: part, ours: true } : await find(trip, ref);
      },
    },
  },
  {
    name: 'drops what is not plain text',
    breaks: ['a changed profile reaches the account'],
    habits: {
      change: (trip, user, to) => {
        const plain = Object.entries(to.profile).map(([name, value]) => [name, value.replace(/[^\w\s@.-]/g, '')]);
        return change(trip, user, { ...to, profile: Object.fromEntries(plain) });
      },
    },
  },
  {
    name: 'knows no dates in Retry-After',
    breaks: ['a 429 is throttled, with the wait as a date'],
    habits: {
      faultOf: (refusal, afterWrite) =>
        refusal.status === 429 && Number.isNaN(Number(refusal.retryAfter))
          ? { kind: 'throttled' }
          : faultOf(refusal, afterWrite),
    },
  },
  {
    name: 'takes a timeout for nothing done',
    breaks: ['create', 'grant', 'suspend', 'remove'].map((verb) => `a ${verb} that is not answered in time`),
    habits: mistaking(['aborted'], { kind: 'unavailable' }),
  },
  {
    name: 'shows the last account of a page again on the next',
    breaks: ['a scan of many pages', 'a scan goes on from its checkpoint'],
    habits: {
      next: (walk, page) => {
        const { start, ...rest } = next(walk, page);
        return { ...rest, start: start - (page.accounts.length > 1 ? 1 : 0) };
      },
    },
  },
  {
    name: 'ends a walk on another count than the target’s',
    breaks: ['a scan of many pages'],
    habits: { hasEnded: (walk, page) => walk.start >= 8 || hasEnded(walk, page) },
  },
  {
    name: 'proves what it did not count',
    breaks: [...['a truncated list', 'an empty list', 'a list that repeats', 'a list whose count is wrong']].map(
      (list) => `${list}`,
    ),
    habits: {
      certificate: ({ start, pages }, times) => ({ complete: true, accounts: start, pages, ...times }),
    },
  },
  {
    name: 'sorts the wish it was given',
    breaks: ['the target’s own spelling'],
    habits: { canonical: (wish) => ({ ...wish, entitlements: (wish.entitlements as string[]).sort() }) },
  },
];
