// A target on paper: accounts in memory behind a line that troubles can be planted on. It proves the suite, not an adapter.
import { randomUUID } from 'node:crypto';
import { setImmediate as tick } from 'node:timers/promises';
import type { Trouble } from '../world.ts';

export interface PaperAccount {
  readonly id: string;
  /** Our mark. */
  readonly person?: string;
  readonly userName: string;
  readonly active: boolean;
  readonly profile: { readonly [name: string]: string };
  readonly held: readonly string[];
  readonly password?: string;
  /** Log-ins that were not ended. */
  readonly sessions: readonly string[];
}

/** What the server answers instead of doing it. */
export class Refusal extends Error {
  readonly status: number | 'refused' | 'reset' | 'aborted' | 'garbage' | 'taken';
  readonly retryAfter: string | undefined;
  constructor(status: Refusal['status'], retryAfter?: string) {
    super(String(status));
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

export interface Asking {
  readonly kind: 'read' | 'write' | 'list';
  readonly token: string;
  readonly signal: AbortSignal;
}

export interface PaperList {
  readonly total: number;
  readonly accounts: readonly PaperAccount[];
}

export interface PaperServer {
  readonly token: string;
  readonly entitlements: readonly [string, string, string];
  readonly accounts: Map<string, PaperAccount>;
  trouble: Trouble | undefined;
  calls: number;
  /** Connections of adapters that were not closed. */
  readonly open: Set<object>;
  /** Over the line, under the trouble that is planted. */
  ask<T>(asking: Asking, act: () => T): Promise<T>;
  make(account: Pick<PaperAccount, 'userName' | 'profile'> & { readonly person?: string }): PaperAccount;
  edit(id: string, change: Partial<PaperAccount>): PaperAccount;
  list(start: number, count: number): PaperList;
}

export function startPaperServer(): PaperServer {
  const accounts = new Map<string, PaperAccount>();
  let first: PaperList | undefined;
  const server: PaperServer = {
    token: 'paper-token-44d2',
    entitlements: ['group:one', 'group:two', 'group:three'],
    accounts,
    trouble: undefined,
    calls: 0,
    open: new Set(),
    ask: async (asking, act) => {
      server.calls += 1;
      if (asking.signal.aborted) throw new Refusal('aborted');
      await obstacle(server.trouble, asking);
      if (asking.token !== server.token) throw new Refusal(401);
      await tick();
      if (server.trouble === 'lying-writes' && asking.kind === 'write') return lie as never;
      const answer = act();
      if (server.trouble === 'lost-reply' && asking.kind === 'write') throw new Refusal('reset');
      return answer;
    },
    make: (wanted) => {
      mustBeFree(accounts, wanted.userName);
      const account = { active: true, held: [], sessions: [], ...wanted, id: randomUUID() };
      accounts.set(account.id, account);
      return account;
    },
    edit: (id, change) => {
      const before = accounts.get(id);
      if (!before) throw new Refusal(404);
      if (change.userName) mustBeFree(accounts, change.userName, id);
      const account = { ...before, ...change };
      accounts.set(id, account);
      return account;
    },
    list: (start, count) => {
      const page = { total: accounts.size, accounts: [...accounts.values()].slice(start, start + count) };
      first = start === 0 ? page : first;
      return bent(page, { trouble: server.trouble, start, first: first ?? page });
    },
  };
  return server;
}

const lie: PaperAccount = { id: 'a-lie', userName: 'a-lie', active: true, profile: {}, held: [], sessions: [] };

function mustBeFree(accounts: ReadonlyMap<string, PaperAccount>, userName: string, except?: string): void {
  for (const { id, userName: other } of accounts.values())
    if (id !== except && other.toLowerCase() === userName.toLowerCase()) throw new Refusal('taken');
}

const statusOf: { readonly [trouble in Trouble]?: Refusal['status'] } = {
  'throttled-seconds': 429,
  'throttled-date': 429,
  unavailable: 503,
  'server-error': 500,
  refused: 'refused',
  unauthenticated: 401,
  forbidden: 403,
  garbage: 'garbage',
  html: 'garbage',
};

async function obstacle(trouble: Trouble | undefined, { kind, signal }: Asking): Promise<void> {
  if (trouble === 'silent' || (trouble === 'silent-writes' && kind === 'write')) await never(signal);
  if (trouble === 'list-gone' && kind === 'list') throw new Refusal(404);
  const status = trouble && statusOf[trouble];
  if (!status) return;
  const date = new Date(Date.now() + 7500).toUTCString();
  throw new Refusal(status, trouble === 'throttled-date' ? date : '7');
}

function bent(
  page: PaperList,
  {
    trouble,
    start,
    first,
  }: { readonly trouble: Trouble | undefined; readonly start: number; readonly first: PaperList },
): PaperList {
  if (trouble === 'list-empty') return { total: 0, accounts: [] };
  if (trouble === 'list-truncated' && start > 0) return { ...page, accounts: [] };
  if (trouble === 'list-wrong-count') return { ...page, total: page.total + 1 };
  if (trouble === 'list-failing' && start > 0) throw new Refusal(500);
  return trouble === 'list-repeated' ? first : page;
}

function never(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new Refusal('aborted'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
