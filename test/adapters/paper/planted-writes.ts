// Bad adapters that do the wrong thing to accounts, each with the laws that must catch it.
import type { Change } from '../../../shared/ports/adapter.ts';
import { goodHabits } from './paper-habits.ts';
import type { PaperServer } from './paper-server.ts';
import type { Spoiling } from './paper-world.ts';

export interface Planted extends Spoiling {
  readonly name: string;
  /** Beginnings of the names of laws that must break. */
  readonly breaks: readonly string[];
}

const { find, create, change, grant, revoke } = goodHabits;
const byName = (server: PaperServer, userName: string) =>
  [...server.accounts.values()].find((account) => account.userName === userName);

/** The connection with the outcome of apply seen first. */
const applying = (edit: (change: Change) => Change): Pick<Spoiling, 'spoil'> => ({
  spoil: (connection) => ({
    ...connection,
    apply: (request) => connection.apply({ ...request, change: edit(request.change) }),
  }),
});

export const plantedWrites: readonly Planted[] = [
  {
    name: 'says "changed" whatever it did',
    breaks: ['an ensure asked twice', 'suspending or removing an account that is not there'],
    spoil: (connection) => ({
      ...connection,
      apply: async (request) => {
        const outcome = await connection.apply(request);
        return outcome.kind === 'already' ? { ...outcome, kind: 'changed' } : outcome;
      },
    }),
  },
  {
    name: 'grants only the first entitlement',
    breaks: ['a new account is active'],
    habits: { grant: (trip, id, entitlements) => grant(trip, id, entitlements.slice(0, 1)) },
  },
  {
    name: 'forgets its mark',
    breaks: ['a new account is active', 'an ensure asked twice', 'an ensure after a suspend'],
    habits: {
      create: (trip, ref, profile) => trip.ask('write', () => trip.server.make({ userName: ref.userName, profile })),
    },
  },
  {
    name: 'suspends by deleting',
    breaks: ['suspend keeps the account', 'a suspended account cannot log in', 'an ensure after a suspend'],
    habits: {
      change: (trip, user, to) =>
        to.active ? change(trip, user, to) : trip.ask('write', () => trip.server.accounts.delete(user.id)),
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
    name: 'removes by suspending',
    breaks: ['remove deletes the account', 'a remove that took effect', 'a remove that is not answered'],
    habits: { remove: (trip, id) => trip.ask('write', () => void trip.server.edit(id, { active: false })) },
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
    name: 'deletes and makes anew for a rename',
    breaks: ['a rename keeps', 'a change of case alone'],
    habits: {
      change: async (trip, user, to) => {
        if (!to.profile.userName || to.profile.userName === user.userName) return change(trip, user, to);
        await trip.ask('write', () => trip.server.accounts.delete(user.id));
        const { person = '', held } = user;
        const made = await create(trip, { person, userName: to.profile.userName }, to.profile);
        await grant(trip, made.id, held);
        return true;
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
    name: 'takes over what has the same name',
    breaks: ['an account of the same name', 'an account of ours for one person', 'an account deleted and made again'],
    habits: {
      find: async (trip, ref) => {
        const found = await find(trip, ref);
        return found && { ...found, ours: true };
      },
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
    name: 'replaces the whole list of members',
    breaks: ['granting and revoking for one person'],
    habits: {
      grant: async (trip, id, entitlements) => {
        for (const other of trip.server.accounts.values())
          if (other.id !== id) await revoke(trip, other.id, entitlements);
        await grant(trip, id, entitlements);
      },
    },
  },
  {
    name: 'takes every entitlement that is not granted',
    breaks: ['entitlements named neither'],
    habits: { grant: (trip, id, held) => trip.ask('write', () => void trip.server.edit(id, { held: [...held] })) },
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
    name: 'believes what it did',
    breaks: ['what somebody changed behind our back', 'a success that did nothing'],
    spoil: (connection) => {
      const done = new Map<string, Extract<Change, { kind: 'ensure' }>>();
      return {
        ...connection,
        apply: async (request) => {
          const outcome = await connection.apply(request);
          if (request.change.kind === 'ensure') done.set(request.change.ref.person, request.change);
          return outcome;
        },
        read: async (request) => {
          const answer = await connection.read(request);
          if (answer.kind === 'fault') return answer;
          const readings = answer.readings.map((reading, at) => {
            const wished = done.get(request.refs[at]?.person ?? '');
            if (!wished) return reading;
            const remoteId = reading.kind === 'found' ? reading.remoteId : 'believed';
            const { profile, grant: entitlements } = wished;
            return { kind: 'found', remoteId, account: 'active', ours: true, entitlements, profile } as const;
          });
          return { kind: 'readings', readings };
        },
      };
    },
  },
  {
    name: 'leaves out groups it does not know',
    breaks: ['granting an entitlement that does not exist'],
    habits: { isKnown: () => true },
  },
  {
    name: 'leaves out kinds it does not know',
    breaks: ['what the capabilities do not declare'],
    ...applying((asked) =>
      asked.kind === 'ensure' ? { ...asked, grant: asked.grant.filter((name) => name.startsWith('group:')) } : asked,
    ),
  },
  {
    name: 'issues one credential beside another',
    breaks: ['an issued credential works'],
    spoil: (connection) => ({
      ...connection,
      issue: async () => ({ kind: 'issued', secret: 'always-the-same-secret' }),
    }),
  },
];
