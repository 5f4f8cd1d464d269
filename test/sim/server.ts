// A target's own system in memory: accounts with ids of its own, every state they were in, and what was done by whom.
import type { Fault } from '../../shared/model/fault.ts';

export interface AccountAt {
  readonly at: number;
  readonly userName: string;
  readonly active: boolean;
  readonly entitlements: readonly string[];
  readonly sessions: number;
  readonly profile: { readonly [field: string]: string };
  readonly version: number;
}

export interface Account {
  readonly id: string;
  /** Our mark; undefined on a foreign account. */
  readonly person: string | undefined;
  /** Every state, oldest first. */
  readonly states: AccountAt[];
}

/** How this target behaves; each history deals its own. */
export interface Manner {
  readonly landingMs: number;
  readonly readLagMs: number;
  /** Refuses a second account of the same user name. */
  readonly unique: boolean;
  /** Checks the version that a change was made from. */
  readonly checksVersion: boolean;
  /** Entitlements are groups with members, changed one by one; else they are part of the account. */
  readonly groups: boolean;
  readonly sessions: 'ended-by-suspend' | 'ended-by-call' | 'none';
  readonly buckets: readonly { readonly name: string; readonly calls: number; readonly perMs: number }[];
}

export interface Server {
  readonly name: string;
  readonly manner: Manner;
  readonly accounts: Account[];
  /** Entitlements that the target knows. */
  readonly known: ReadonlySet<string>;
}

/** What the server says instead of doing it. */
export class Refused extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.kind);
    this.name = 'Refused';
    this.fault = fault;
  }
}

export function present({ states }: Account): AccountAt {
  return states.at(-1) as AccountAt;
}

/** The account's state at a moment; undefined before it was made. */
export function stateAt({ states }: Account, moment: number): AccountAt | undefined {
  return states.findLast(({ at }) => at <= moment);
}

interface Look {
  readonly person: string;
  readonly remoteId?: string;
  readonly userName: string;
}

/** By id as it is; by our mark and by name as the target's search saw it at a moment (a lagging one sees the past). */
export function find({ accounts }: Server, { person, remoteId, userName }: Look, moment: number) {
  const known = accounts.find(({ id }) => id === remoteId);
  if (known) return { account: known, state: stateAt(known, moment) ?? (known.states[0] as AccountAt) };
  const seen = accounts.flatMap((account) => {
    const state = stateAt(account, moment);
    return state ? [{ account, state }] : [];
  });
  return (
    seen.find(({ account }) => account.person === person) ??
    seen.find(({ state }) => state.userName.toLowerCase() === userName.toLowerCase())
  );
}

export function create(
  server: Server,
  { person, userName, profile }: { person: string | undefined; userName: string; profile: AccountAt['profile'] },
  at: number,
): string {
  refuseTaken(server, userName);
  const id = `${server.name}-${serialOf(server)}`;
  const state = { at, userName, active: true, entitlements: [], sessions: 0, profile, version: 1 };
  server.accounts.push({ id, person, states: [state] });
  return id;
}

const serials = new WeakMap<Server, number>();

/** Never given twice, also when an account is gone. */
function serialOf(server: Server): number {
  const serial = Math.max(serials.get(server) ?? 0, server.accounts.length) + 1;
  serials.set(server, serial);
  return serial;
}

const removed = new WeakMap<Server, Set<string | undefined>>();

/** An administrator's hand: nobody is told. */
export function removeByHand(server: Server, account: Account): void {
  server.accounts.splice(server.accounts.indexOf(account), 1);
  removed.set(server, (removed.get(server) ?? new Set()).add(account.person));
}

export function wasRemovedByHand(server: Server, person: string): boolean {
  return removed.get(server)?.has(person) ?? false;
}

/** Everybody as the list shows them at a moment, in the order of their making. */
export function listed({ accounts }: Server, moment: number): readonly { account: Account; state: AccountAt }[] {
  return accounts.flatMap((account) => {
    const state = stateAt(account, moment);
    return state ? [{ account, state }] : [];
  });
}

export interface Edit {
  readonly id: string;
  readonly change: Partial<Pick<AccountAt, 'userName' | 'active' | 'profile' | 'sessions'>>;
  readonly add?: readonly string[];
  readonly drop?: readonly string[];
  /** The version that the change was made from, where the target checks it. */
  readonly from?: number;
}

export function edit(server: Server, { id, change, add = [], drop = [], from }: Edit, at: number): void {
  const account = server.accounts.find((one) => one.id === id);
  if (!account) throw new Refused({ kind: 'absent' });
  const before = present(account);
  if (from !== undefined && from !== before.version) throw new Refused({ kind: 'conflict' });
  if (change.userName !== undefined && change.userName.toLowerCase() !== before.userName.toLowerCase())
    refuseTaken(server, change.userName);
  if (add.some((name) => !server.known.has(name))) throw new Refused({ kind: 'invalid', field: 'entitlement' });
  const entitlements = [...new Set([...before.entitlements, ...add])].filter((name) => !drop.includes(name)).sort();
  account.states.push({ ...before, ...change, entitlements, at, version: before.version + 1 });
}

function refuseTaken({ manner, accounts }: Server, userName: string): void {
  const taken = accounts.some((account) => present(account).userName.toLowerCase() === userName.toLowerCase());
  if (manner.unique && taken) throw new Refused({ kind: 'conflict' });
}
