// The contract of a target: request objects in, values out. One suite of laws (test/adapters/laws.ts) holds every adapter to it.
import type * as z from 'zod';
import type { AccountRef, AccountState, Profile, Reading, Wish } from '../model/access.ts';
import type { Fault } from '../model/fault.ts';
import type { Clock, Digest, Ids, Log } from './runtime.ts';
import type { Freshness } from './secrets.ts';

/**
 * What to bring about. `ensure`: the account exists, is active, has `profile`, holds every one of `grant` and none of
 * `revoke`; entitlements named in neither are left alone. `suspend`: no log-in, `revoke` gone, sessions ended where the
 * target can; data kept; an account that is not there is fine. `remove`: the account is deleted (never on Frontdesk's own).
 */
export type Change =
  | {
      readonly kind: 'ensure';
      readonly ref: AccountRef;
      readonly profile: Profile;
      readonly grant: readonly string[];
      readonly revoke: readonly string[];
    }
  | { readonly kind: 'suspend'; readonly ref: AccountRef; readonly revoke: readonly string[] }
  | { readonly kind: 'remove'; readonly ref: AccountRef };

/** `already`: nothing had to be done. `refused`: a value, not an exception: the target will not, and a retry will not help. */
export type Outcome =
  | { readonly kind: 'changed'; readonly remoteId?: string }
  | { readonly kind: 'already'; readonly remoteId?: string }
  | { readonly kind: 'deferred'; readonly token: string }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'fault'; readonly fault: Fault };

export interface Bucket {
  readonly name: string;
  readonly calls: number;
  readonly perMs: number;
  /** Which calls take a token here; reads and writes may share one. */
  readonly takes: readonly ('read' | 'write')[];
}

/** What a target can and how it behaves. The core asks these flags and never the adapter's name. */
export interface Capabilities {
  /** Kinds of entitlement, as in `kind:name`. */
  readonly entitlementKinds: readonly string[];
  readonly verbs: readonly Change['kind'][];
  /** `suspend` keeps the account and its data; `softWindowDays` of a remove; `removeCascades` in words. */
  readonly removal: { readonly suspend: boolean; readonly softWindowDays?: number; readonly removeCascades?: string };
  /** Which field is the immutable id, and whether user names differ by case alone. */
  readonly identity: { readonly immutableId: string; readonly userNameCaseSensitive: boolean };
  readonly paging: { readonly completeness: 'cursor' | 'counted' | 'none'; readonly pageSize: number };
  readonly concurrency: 'none' | 'etag' | 'transaction';
  /** A read right after a write may show the old state for this long. */
  readonly readLagMs: number;
  /** A request that was sent may still take effect this long after we gave up waiting. */
  readonly landingMs: number;
  /** What it takes in a time; none for a target without a limit. */
  readonly buckets: readonly Bucket[];
  /** Calls that a change, or the reading of one account, makes at most: `base`, and `each` for every entitlement that it names. */
  readonly cost?: { readonly [kind in Change['kind'] | 'read']: { readonly base: number; readonly each: number } };
  /**
   * Calls of a usual operation, for estimates: to `look` at an account whose id is known, to look for one that is not there and
   * `make` it, to `edit` the account itself, and for `each` entitlement that is given or taken. Without it `cost` is taken, which is more.
   */
  readonly usual?: { readonly [part in 'look' | 'make' | 'edit' | 'each']: number };
  readonly sessions: 'ended-by-suspend' | 'ended-by-call' | 'shown-only' | 'none';
  /** Takes an idempotency key of ours. */
  readonly idempotencyKey: boolean;
  /** Makes a credential for an account; illegal without a way to end it. */
  readonly issues?: 'password';
  /** What the credential needs, in the target's own words; what personal data a read returns. */
  readonly permissions: readonly string[];
  readonly returns: readonly string[];
}

/**
 * Proof that a scan saw everything: the cursor closed, counts agree, no page failed. Absence needs it. A walk that went on in another
 * process may have met an account twice without knowing: the core counts ids before it believes a certificate.
 */
export interface Certificate {
  readonly complete: true;
  readonly accounts: number;
  readonly pages: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

export interface ScannedAccount {
  readonly remoteId: string;
  readonly person?: string;
  readonly userName: string;
  readonly account: AccountState;
  readonly entitlements: readonly string[];
}

export type ScanPage =
  | {
      readonly kind: 'page';
      readonly accounts: readonly ScannedAccount[];
      /** Present while there is more. */
      readonly checkpoint?: string;
      /** On the last page only, and only when completeness is proven. */
      readonly certificate?: Certificate;
    }
  | { readonly kind: 'fault'; readonly fault: Fault };

export type ReadAnswer =
  | { readonly kind: 'readings'; readonly readings: readonly Reading[] }
  | { readonly kind: 'fault'; readonly fault: Fault };

/** A live connection to one target. Nothing here throws for what a target may do; a throw counts as `unknownOutcome`. */
export interface Connection {
  readonly capabilities: Capabilities;
  /** Credentials and permissions; `undefined` when all is well. */
  probe(signal: AbortSignal): Promise<Fault | undefined>;
  /** The wish in the target's own spelling (case, length, order), so that plans do not flap. Pure. */
  canonical(wish: Wish): Wish;
  /** One page; without a checkpoint, the first. */
  scan(request: { readonly checkpoint?: string; readonly signal: AbortSignal }): Promise<ScanPage>;
  /** One reading per ref, in order. */
  read(request: { readonly refs: readonly AccountRef[]; readonly signal: AbortSignal }): Promise<ReadAnswer>;
  /** `key` is the idempotency key: tenant, person, target and revision. */
  apply(request: { readonly change: Change; readonly key: string; readonly signal: AbortSignal }): Promise<Outcome>;
  endSessions?(request: { readonly ref: AccountRef; readonly signal: AbortSignal }): Promise<Outcome>;
  /** Makes a new credential for the account and ends the one before; the secret is shown once and kept nowhere. */
  issue?(request: {
    readonly ref: AccountRef;
    readonly signal: AbortSignal;
  }): Promise<Outcome | { readonly kind: 'issued'; readonly secret: string }>;
  /** Changes our own credential there; absent where the target cannot, or its configuration does not say how. */
  readonly rotate?: OwnCredential;
  close(): Promise<void>;
}

/** Each verb may be repeated with the same values. Two credentials open the target between `set` and `end`. */
export interface OwnCredential {
  /** A value for the secret. Ends nothing. `id` is the same for every try of one rotation, so that no try leaves a stray one behind. */
  create(request: {
    readonly id: string;
    readonly current: string;
    readonly signal: AbortSignal;
  }): Promise<{ readonly kind: 'made'; readonly value: string } | { readonly kind: 'fault'; readonly fault: Fault }>;
  /** From now on `next` opens the target as well. */
  set(request: { readonly next: string; readonly signal: AbortSignal }): Promise<Fault | undefined>;
  /** `old` opens the target no longer, and what is open with it is ended. */
  end(request: { readonly old: string; readonly signal: AbortSignal }): Promise<Fault | undefined>;
}

export interface AdapterPorts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly digest: Digest;
  readonly log: Log;
  /** The live values of the target's secret, the current one first. Read at each connect, and fresh after `denied`. */
  secret(freshness?: Freshness): Promise<readonly string[]>;
}

export interface Adapter<Config = unknown> {
  readonly name: string;
  readonly capabilities: Capabilities;
  readonly config: z.ZodType<Config>;
  connect(config: Config, ports: AdapterPorts): Connection;
}
