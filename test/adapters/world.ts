// What the suite of laws asks of a target's test world: the adapter, a back door to the real server, and trouble to plant.
import type { Adapter } from '../../shared/ports/adapter.ts';

/** Said instead of a part that this target does not have. The law is then shown as skipped, with this reason. */
export interface NotHere {
  readonly notHere: string;
}

export const notHere = (reason: string): NotHere => ({ notHere: reason });

/**
 * Trouble between adapter and server; it holds from planting until `heal()`.
 *
 * | trouble | what the adapter meets |
 * |---|---|
 * | throttled-seconds, throttled-date | every call is refused, "wait 7 s", in seconds or as a date |
 * | unavailable | every call is refused before any effect (HTTP 503, or the database is starting up) |
 * | server-error | every call fails inside the server (HTTP 500), nothing done |
 * | refused | nobody listens at the address |
 * | silent | every call is taken and never answered, nothing done |
 * | silent-writes | reads are answered; writes are taken and never answered |
 * | lost-reply | reads are answered; each write takes effect, then the connection is cut before its reply |
 * | unauthenticated, forbidden | every call is refused for our credential (401, 403), with every live secret |
 * | garbage, html | every call is answered with success and a body that is cut JSON, or a log-in page |
 * | list-truncated | a list stops early although more exists |
 * | list-empty | a list is empty and says that it is whole |
 * | list-failing | the first page is answered, later ones fail |
 * | list-repeated | every page is the first page |
 * | list-wrong-count | the count that goes with a list is one too many |
 * | list-gone | the list answers "not found" (404) |
 * | lying-writes | every write is answered with success and nothing is done |
 */
export const troubles = [
  'throttled-seconds',
  'throttled-date',
  'unavailable',
  'server-error',
  'refused',
  'silent',
  'silent-writes',
  'lost-reply',
  'unauthenticated',
  'forbidden',
  'garbage',
  'html',
  'list-truncated',
  'list-empty',
  'list-failing',
  'list-repeated',
  'list-wrong-count',
  'list-gone',
  'lying-writes',
] as const;
export type Trouble = (typeof troubles)[number];

export type Plant = () => Promise<void>;

/** An account as the server itself shows it, found without the adapter. */
export interface DirectAccount {
  readonly id: string;
  readonly userName: string;
  readonly active: boolean;
  /** As `kind:name`, in any order. */
  readonly entitlements: readonly string[];
  /** Whatever a person would miss if it were gone: profile fields, owned things. Compared as a whole. */
  readonly details: { readonly [name: string]: string };
}

export interface Session {
  /** Whether the session still works: asks the server. */
  alive(): Promise<boolean>;
  end(): Promise<void>;
}

/** The back door: reaches the server past the adapter, and past all trouble. */
export interface Direct {
  /** All accounts whose name is this one, without regard to case. */
  named(userName: string): Promise<readonly DirectAccount[]>;
  account(id: string): Promise<DirectAccount | undefined>;
  /** An account made by an outsider: without our mark. Answers its id. */
  createForeign(userName: string): Promise<string>;
  remove(id: string): Promise<void>;
  setActive(id: string, active: boolean): Promise<void>;
  grant(id: string, entitlement: string): Promise<void>;
  revoke(id: string, entitlement: string): Promise<void>;
  /** Ids of all who hold it. */
  holders(entitlement: string): Promise<readonly string[]>;
  /** Gives the account a working credential by the back door, then logs in with it; undefined when refused. */
  readonly logIn: ((id: string) => Promise<Session | undefined>) | NotHere;
  /** Logs in with a credential that the adapter issued. Needed when capabilities say `issues`. */
  readonly logInWith?: (userName: string, secret: string) => Promise<boolean>;
}

/** One real server (or an honest stand-in), started and ready. Laws share it and use names of their own. */
export interface World {
  readonly adapter: Adapter;
  /** As in frontdesk.yaml; the suite parses it with the adapter's schema. Set a page size of at most 5. */
  readonly config: unknown;
  readonly secret: { readonly good: string; readonly wrong: string };
  /** Three that exist at the target and mean nothing to it, as `kind:name`. */
  readonly entitlements: readonly [string, string, string];
  /** Makes a legal user name out of a label of lower-case letters, digits and "."; default: the label itself. */
  readonly userName?: (label: string) => string;
  readonly direct: Direct;
  /** Each one can be planted, or is not here for a reason. */
  readonly troubles: { readonly [T in Trouble]: Plant | NotHere };
  heal(): Promise<void>;
  /** Calls that reached the line since the start, to see that an adapter does not hammer. */
  readonly calls: (() => number) | NotHere;
  /** Connections the adapter holds open at the server right now. */
  readonly openConnections: (() => Promise<number>) | NotHere;
  stop(): Promise<void>;
}

export function isHere<T>(part: T | NotHere): part is T {
  return !(typeof part === 'object' && part !== null && 'notHere' in part);
}
