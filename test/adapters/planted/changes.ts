// Bad adapters that do the wrong thing to accounts, or not what they say.
import type { Reading } from '../../../shared/model/access.ts';
import type { Change, Connection } from '../../../shared/ports/adapter.ts';
import { answering, applying, type Ground, type Planted } from './planted.ts';

type Ensure = Extract<Change, { kind: 'ensure' }>;

/** Who is being worked on right now, by whatever connection. */
const atWork = new Set<string>();

export const plantedChanges: readonly Planted[] = [
  {
    name: 'says "changed" whatever it did',
    breaks: {
      'an ensure asked twice': /the second time nothing had to be done/,
      'suspending or removing an account that is not there': /of nobody answered .*changed/,
      'a changed profile reaches the account': /does not flap/,
    },
    spoil: answering((outcome) => (outcome.kind === 'already' ? { ...outcome, kind: 'changed' } : outcome)),
  },
  {
    name: 'grants only the first entitlement',
    breaks: { 'a new account is active': /is not held/ },
    spoil: applying('ensure', (asked, { good }) =>
      good.apply({ ...asked, change: { ...asked.change, grant: asked.change.grant.slice(0, 1) } }),
    ),
  },
  {
    name: 'takes every entitlement that it does not grant',
    breaks: { 'entitlements named neither': /what was named neither stays/ },
    spoil: applying('ensure', async (asked, { good, ground }) => {
      const { direct, entitlements } = ground.world;
      const outcome = await good.apply(asked);
      for (const { id, entitlements: held } of await direct.named(asked.change.ref.userName))
        for (const name of entitlements)
          if (held.includes(name) && !asked.change.grant.includes(name)) await direct.revoke(id, name);
      return outcome;
    }),
  },
  {
    name: 'replaces the whole list of members',
    breaks: { 'granting and revoking for one person': /removals of others by a grant/ },
    spoil: applying('ensure', async (asked, { good, ground }) => {
      const before = await holdersOf(asked.change.grant, ground);
      const outcome = await good.apply(asked);
      // A member that the server itself needs there cannot be taken.
      for (const { name, id } of before) await ground.world.direct.revoke(id, name).catch(() => undefined);
      return outcome;
    }),
  },
  {
    name: 'suspends by deleting',
    breaks: {
      'suspend keeps the account': /exactly one account of that name at the server, not 0/,
      'an ensure after a suspend': /the same account/,
    },
    spoil: applying('suspend', async ({ change }, { ground }) => {
      const { direct } = ground.world;
      for (const { id } of await direct.named(change.ref.userName)) await direct.remove(id);
      return { kind: 'changed' };
    }),
  },
  {
    name: 'suspends in name only, and shows no session',
    breaks: {
      'a suspended account cannot log in': /a suspended account is refused/,
      'open sessions end': /the session is over|sessions are shown/,
    },
    spoil: (good, ground) => ({
      ...applying('suspend', async () => ({ kind: 'changed' }))(good, ground),
      ...(good.endSessions && { endSessions: async () => ({ kind: 'changed' }) }),
      read: async (asked) => {
        const answer = await good.read(asked);
        if (answer.kind === 'fault') return answer;
        return { ...answer, readings: answer.readings.map(withoutSessions) };
      },
    }),
  },
  {
    name: 'removes in name only',
    breaks: { 'remove deletes the account': /the account is gone/ },
    spoil: applying('remove', async () => ({ kind: 'changed' })),
  },
  {
    name: 'gives whoever comes second an account of their own',
    breaks: { 'two ensures at once': /no second account under another name/ },
    spoil: (good, ground) => ({
      ...applying('ensure', (asked) => oneEach(asked, good))(good, ground),
      scan: async (asked) => {
        const page = await good.scan(asked);
        if (page.kind === 'fault') return page;
        const whose = (person = '') => (person === '' ? {} : { person: person.replace(/-second$/, '') });
        return { ...page, accounts: page.accounts.map((account) => ({ ...account, ...whose(account.person) })) };
      },
    }),
  },
  {
    name: 'deletes and makes anew for a rename',
    breaks: { 'a rename keeps': /the same account/, 'a change of case alone': /the same account/ },
    spoil: (good, ground) => {
      const names = new Map<string, string>();
      const renaming = applying('ensure', async (asked) => {
        const { person, userName, remoteId } = asked.change.ref;
        const before = names.get(person) ?? userName;
        if (remoteId !== undefined && before !== userName) await ground.world.direct.remove(remoteId);
        names.set(person, userName);
        return good.apply(asked);
      });
      return renaming(good, ground);
    },
  },
  {
    name: 'takes over whoever has the name',
    breaks: {
      'an account of the same name': /expected a fault, got .*changed/,
      'where case does not tell': /expected a fault, got .*changed/,
      'an account of ours for one person': /expected a fault, got .*changed/,
      'a rename onto the name': /expected a fault, got .*changed/,
      'an account deleted and made again': /expected a fault, got .*changed/,
    },
    spoil: applying('ensure', async (asked, { good, ground }) => {
      const outcome = await good.apply(asked);
      if (outcome.kind !== 'fault' || outcome.fault.kind !== 'conflict') return outcome;
      return await takeOver(asked.change, ground);
    }),
  },
  {
    name: 'leaves out entitlements that it does not know',
    breaks: { 'granting an entitlement that does not exist': /answered .*changed/ },
    spoil: applying('ensure', ({ change, ...asked }, { good, ground }) => {
      const grant = change.grant.filter((name) => ground.world.entitlements.includes(name));
      return good.apply({ ...asked, change: { ...change, grant } });
    }),
  },
  {
    name: 'leaves out kinds of entitlement that it does not know',
    breaks: { 'what the capabilities do not declare': /expected a fault, got .*changed/ },
    spoil: applying('ensure', ({ change, ...asked }, { good }) => {
      const kinds = good.capabilities.entitlementKinds;
      const grant = change.grant.filter((name) => kinds.includes(name.split(':')[0] as string));
      return good.apply({ ...asked, change: { ...change, grant } });
    }),
  },
];

async function holdersOf(entitlements: readonly string[], { world }: Ground) {
  const holders: { readonly name: string; readonly id: string }[] = [];
  for (const name of entitlements) holders.push(...(await world.direct.holders(name)).map((id) => ({ name, id })));
  return holders;
}

function withoutSessions(reading: Reading): Reading {
  if (reading.kind !== 'found') return reading;
  const { sessions: _, ...unseen } = reading;
  return unseen;
}

/** Whoever comes while somebody is at work on the person makes an account of another name, with what passes for our mark. */
async function oneEach(
  { change, ...asked }: { readonly change: Ensure; readonly key: string; readonly signal: AbortSignal },
  good: Connection,
) {
  const { person } = change.ref;
  if (atWork.has(person)) return await good.apply({ ...asked, change: secondOf(change) });
  atWork.add(person);
  return await good.apply({ ...asked, change }).finally(() => atWork.delete(person));
}

function secondOf({ ref, profile, ...change }: Ensure): Ensure {
  const numbered = (name: string) => name.replace(/@|$/, '2$&');
  const names = Object.entries(profile).filter(([field]) => field === 'userName' || field === 'email');
  return {
    ...change,
    ref: { person: `${ref.person}-second`, userName: numbered(ref.userName) },
    profile: { ...profile, ...Object.fromEntries(names.map(([field, name]) => [field, numbered(name)])) },
  };
}

async function takeOver({ ref, grant }: Ensure, { world }: Ground) {
  for (const { id, entitlements } of await world.direct.named(ref.userName))
    for (const name of grant) if (!entitlements.includes(name)) await world.direct.grant(id, name);
  return { kind: 'changed' } as const;
}
