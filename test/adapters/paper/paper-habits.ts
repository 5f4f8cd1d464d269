// How a good adapter of the paper target behaves, habit by habit, so that a bad one is a good one with one habit changed.
import type { AccountRef, Wish } from '../../../shared/model/access.ts';
import type { Fault } from '../../../shared/model/fault.ts';
import type { Certificate } from '../../../shared/ports/adapter.ts';
import type { Asking, PaperAccount, PaperList, PaperServer, Refusal } from './paper-server.ts';

/** One call of the adapter on its way to the server. */
export interface Trip {
  readonly server: PaperServer;
  ask<T>(kind: Asking['kind'], act: () => T): Promise<T>;
}

export interface Walk {
  readonly start: number;
  readonly pages: number;
  readonly total?: number;
  readonly broken: boolean;
  readonly last?: string;
}

export interface Habits {
  readonly pageSize: number;
  faultOf(refusal: Refusal, afterWrite: boolean): Fault;
  /** `user` that answers to the ref, and whether it is ours. */
  find(trip: Trip, ref: AccountRef): Promise<{ readonly user: PaperAccount; readonly ours: boolean } | undefined>;
  create(trip: Trip, ref: AccountRef, profile: Wish['profile']): Promise<PaperAccount>;
  /** Brings profile and state to the wish; answers whether anything differed. */
  change(
    trip: Trip,
    user: PaperAccount,
    to: { readonly active: boolean; readonly profile: Wish['profile'] },
  ): Promise<boolean>;
  grant(trip: Trip, id: string, entitlements: readonly string[]): Promise<void>;
  revoke(trip: Trip, id: string, entitlements: readonly string[]): Promise<void>;
  remove(trip: Trip, id: string): Promise<void>;
  isKnown(server: PaperServer, entitlement: string): boolean;
  canonical(wish: Wish): Wish;
  next(walk: Walk, page: PaperList): Walk;
  hasEnded(walk: Walk, page: PaperList): boolean;
  certificate(walk: Walk, times: Pick<Certificate, 'startedAt' | 'endedAt'>): Certificate | undefined;
}

const heldFields = ['userName', 'email', 'givenName', 'familyName', 'displayName', 'title'];

export const goodHabits: Habits = {
  pageSize: 4,
  faultOf: ({ status, retryAfter }, afterWrite) => {
    if (status === 429) return { kind: 'throttled', retryAfterMs: waitOf(retryAfter ?? '') };
    if (status === 401 || status === 403) return { kind: 'denied' };
    if (status === 'garbage' || status === 404) return { kind: 'contractBreach' };
    if (status === 'taken') return { kind: 'conflict' };
    const sent = status === 'reset' || status === 'aborted' || status === 500;
    return { kind: sent && afterWrite ? 'unknownOutcome' : 'unavailable' };
  },
  find: ({ ask, server }, ref) =>
    ask('read', () => {
      const all = [...server.accounts.values()];
      const byId = all.find((account) => account.id === ref.remoteId);
      const byMark = all.find((account) => account.person === ref.person);
      const byName = all.find((account) => account.userName.toLowerCase() === ref.userName.toLowerCase());
      const user = byId ?? byMark ?? byName;
      return user && { user, ours: user.person === ref.person };
    }),
  create: ({ ask, server }, ref, profile) =>
    ask('write', () => server.make({ person: ref.person, userName: String(profile.userName), profile })),
  change: async ({ ask, server }, user, { active, profile }) => {
    const differs = Object.entries(profile).some(([name, value]) => user.profile[name] !== value);
    if (!differs && user.active === active) return false;
    const merged = { ...user.profile, ...profile };
    const sessions = active ? {} : { sessions: [] };
    await ask('write', () =>
      server.edit(user.id, { active, profile: merged, userName: merged.userName ?? user.userName, ...sessions }),
    );
    return true;
  },
  grant: ({ ask, server }, id, entitlements) =>
    ask('write', () => {
      const held = new Set([...(server.accounts.get(id)?.held ?? []), ...entitlements]);
      server.edit(id, { held: [...held] });
    }),
  revoke: ({ ask, server }, id, entitlements) =>
    ask('write', () => {
      const held = (server.accounts.get(id)?.held ?? []).filter((name) => !entitlements.includes(name));
      server.edit(id, { held });
    }),
  remove: ({ ask, server }, id) => ask('write', () => void server.accounts.delete(id)),
  isKnown: (server, entitlement) => server.entitlements.includes(entitlement),
  canonical: (wish) => ({
    ...wish,
    entitlements: [...new Set(wish.entitlements)].sort(),
    profile: Object.fromEntries(
      heldFields.flatMap((name) => (wish.profile[name] ? [[name, wish.profile[name].trim()]] : [])),
    ),
  }),
  next: (walk, { total, accounts }) => {
    const repeated = walk.last !== undefined && accounts.at(-1)?.id === walk.last;
    const moved = walk.total !== undefined && walk.total !== total;
    const last = accounts.at(-1)?.id ?? walk.last;
    return {
      start: walk.start + accounts.length,
      pages: walk.pages + 1,
      total,
      broken: walk.broken || repeated || moved,
      ...(last ? { last } : {}),
    };
  },
  hasEnded: (walk, { accounts }) => walk.broken || accounts.length === 0 || walk.start >= (walk.total ?? 0),
  certificate: ({ broken, start, total, pages }, times) =>
    broken || start === 0 || start !== total ? undefined : { complete: true, accounts: start, pages, ...times },
};

function waitOf(retryAfter: string): number {
  return /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Math.max(0, Date.parse(retryAfter) - Date.now());
}
