// Client tokens of the last ten minutes: a repeated transaction is answered and not done again, also after a restart.
import { createHash } from 'node:crypto';
import { AwsFault } from './aws-json-server.ts';
import type { BatchOperation, DynaliteStore } from './dynalite-parts.ts';

interface Token {
  readonly hash: string;
  readonly at: number;
}

export interface KnownTokens {
  /** True when this very content was done under this token. Another content under it is refused. */
  isDone(token: string, content: unknown): boolean;
  /** What to write together with the transaction. Call `done` once it is written. */
  record(token: string, content: unknown): { readonly operation: BatchOperation; readonly done: () => void };
  /** Forgets what is older than ten minutes. */
  forget(): Promise<void>;
}

const tokenMs = 10 * 60 * 1000;

/** Reads the tokens that are stored; kept in memory in the order of their time, so that forgetting reads no more than it removes. */
export async function knownTokens(store: DynaliteStore): Promise<KnownTokens> {
  const stored: [string, Token][] = [];
  for await (const [key, value] of store.db.iterator({ gt: 'token~', lt: 'token~\xff' }))
    stored.push([key.slice('token~'.length), value as Token]);
  const tokens = new Map(stored.toSorted(([, left], [, right]) => left.at - right.at));
  return {
    isDone(token, content) {
      const seen = tokens.get(token);
      if (!seen || seen.at < Date.now() - tokenMs) return false;
      if (seen.hash === hashOf(content)) return true;
      const message = 'The token was used with other parameters before.';
      throw new AwsFault('IdempotentParameterMismatchException', message);
    },
    record(token, content) {
      const value: Token = { hash: hashOf(content), at: Date.now() };
      return { operation: { type: 'put', key: `token~${token}`, value }, done: () => void tokens.set(token, value) };
    },
    async forget() {
      const gone: string[] = [];
      for (const [token, { at }] of tokens) {
        if (at >= Date.now() - tokenMs) break;
        gone.push(token);
      }
      for (const token of gone) tokens.delete(token);
      if (gone.length > 0) await store.db.batch(gone.map((token) => ({ type: 'del', key: `token~${token}` })));
    },
  };
}

function hashOf(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);
}
