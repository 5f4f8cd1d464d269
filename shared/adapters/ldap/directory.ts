// The calls that a change is made of, on one connection that is logged in: each with a deadline, each answer a plain value.
import { type Change, type Client, type Control, DN, type Entry, type Filter } from 'ldapts';
import type { Clock } from '../../ports/runtime.ts';
import { Code, Faulted } from './faults.ts';
import type { Link } from './link.ts';
import type { Rdn } from './names.ts';

/** An entry as it was found. Names of attributes are asked for in any case. */
export interface Found {
  readonly dn: string;
  values(attribute: string): readonly string[];
}

export interface Search {
  readonly base: string;
  readonly scope: 'base' | 'one' | 'sub';
  readonly filter: Filter;
  readonly attributes: readonly string[];
  readonly control?: Control;
  /** Asks page after page, so that a limit of the server on one answer does not cut it. */
  readonly pageSize?: number;
}

/** Throws `Faulted`. A write answers 0 or the result code that the caller expects. */
export interface Directory {
  search(search: Search): Promise<readonly Found[]>;
  add(dn: string, attributes: { readonly [name: string]: readonly string[] }): Promise<number>;
  modify(dn: string, changes: readonly Change[], expects?: readonly number[]): Promise<number>;
  rename(dn: string, to: Rdn): Promise<number>;
  remove(dn: string): Promise<number>;
  extended(oid: string, value: Buffer): Promise<number>;
  /** Whether a write was sent: before, everything may be done once more. */
  hasWritten(): boolean;
}

export interface Using {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export function directoryOver(link: Link, { clock, timeoutMs, signal }: Using): Directory {
  let written = false;
  const within = (): AbortSignal => AbortSignal.any([signal, clock.deadline(timeoutMs)]);
  const write = async (send: (client: Client) => Promise<unknown>, expects: readonly number[] = []) => {
    written = true;
    const done = async (client: Client): Promise<number> => {
      await send(client);
      return Code.success;
    };
    return link.run({ signal: within(), writes: true, expects, send: done });
  };
  return {
    search: (search) => find(link, search, within()),
    add: (dn, attributes) => write((client) => client.add(dn, mutable(attributes)), [Code.entryAlreadyExists]),
    modify: (dn, changes, expects) => write((client) => client.modify(dn, [...changes]), expects),
    // As an object, because ldapts looks for commas in a text, and finds escaped ones.
    rename: (dn, to) => write((client) => client.modifyDN(dn, new RawDn(to.text)), [Code.entryAlreadyExists]),
    remove: (dn) => write((client) => client.del(dn), [Code.noSuchObject, Code.notAllowedOnNonLeaf]),
    extended: (oid, value) => write((client) => client.exop(oid, value)),
    hasWritten: () => written,
  };
}

async function find(link: Link, search: Search, signal: AbortSignal): Promise<readonly Found[]> {
  const { base, scope, filter, attributes, control, pageSize } = search;
  const options = { scope, filter, attributes: [...attributes], ...(pageSize ? { paged: { pageSize } } : {}) };
  const send = (client: Client) => client.search(base, options, control);
  const answer = await link.run({ signal, writes: false, expects: [Code.noSuchObject], send });
  if (typeof answer === 'number') {
    throw new Faulted({ kind: 'denied', detail: 'a place of the configuration is not there, or not for us' });
  }
  if (answer.searchReferences.length > 0) {
    throw new Faulted({ kind: 'unsupported', detail: 'a part of the tree lies on another server' });
  }
  return answer.searchEntries.map(found);
}

function found(entry: Entry): Found {
  const values = new Map(Object.entries(entry).map(([name, value]) => [name.toLowerCase(), [value].flat()]));
  return {
    dn: entry.dn,
    values: (attribute) =>
      (values.get(attribute.toLowerCase()) ?? []).filter((value): value is string => typeof value === 'string'),
  };
}

function mutable(attributes: { readonly [name: string]: readonly string[] }): Record<string, string[]> {
  return Object.fromEntries(Object.entries(attributes).map(([name, values]) => [name, [...values]]));
}

/** ldapts quotes what begins or ends with a blank, as RFC 2253 did; ours is escaped already. */
class RawDn extends DN {
  readonly #text: string;
  constructor(text: string) {
    super();
    this.#text = text;
  }
  override toString(): string {
    return this.#text;
  }
}
