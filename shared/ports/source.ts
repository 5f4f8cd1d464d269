// The contract of a source of truth. One suite of laws (test/sources/laws.ts) holds every source to it.
import type * as z from 'zod';
import type { SourceEvent, Statement } from '../model/event.ts';
import type { Fault } from '../model/fault.ts';
import type { Digest } from './runtime.ts';

/** A request as it came: exact bytes, header names in lower case, several values of one header joined by ", ". */
export interface RawRequest {
  readonly method: string;
  readonly headers: { readonly [name: string]: string | undefined };
  readonly body: Uint8Array;
}

export interface RawReply {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
}

/** `reason` is for our log and metric; the caller only ever sees 401. */
export type Authentication =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason: 'no-signature' | 'bad-signature' | 'no-timestamp' | 'too-old' | 'too-new' | 'no-secret';
    };

/**
 * `ignored` counts well-formed events that say nothing about a person (or did not succeed), `unreadable` entries of a batch that are not
 * understood while others are. `what` never echoes input.
 */
export type Normalised =
  | {
      readonly kind: 'events';
      readonly events: readonly SourceEvent[];
      readonly ignored: number;
      readonly unreadable?: number;
    }
  | { readonly kind: 'invalid'; readonly what: string };

/** A fetched record. `absent` is confirmed by the vendor for this very id; it is not a leave. */
export type Fetched =
  | { readonly kind: 'found'; readonly subject: string; readonly statement: Statement }
  | { readonly kind: 'absent' }
  | { readonly kind: 'fault'; readonly fault: Fault };

/** A whole list of people with proof that it is whole, from a file or a poll. */
export type Snapshot =
  | {
      readonly kind: 'snapshot';
      readonly people: readonly { readonly subject: string; readonly statement: Statement }[];
      /** Absent when completeness is not proven: such a snapshot adds and updates, never removes. */
      readonly certificate?: { readonly complete: true; readonly rows: number; readonly digest: string };
      /** Why it does not prove that it is whole; where it does, nothing. */
      readonly unproven?: string;
      /** Rows left out, by line, with what is wrong and never the value. */
      readonly refused: readonly { readonly line: number; readonly what: string }[];
      readonly columns: readonly string[];
    }
  | { readonly kind: 'invalid'; readonly what: string };

export interface SourcePorts {
  readonly digest: Digest;
  readonly signal: AbortSignal;
}

export interface Source<Config = unknown> {
  readonly name: string;
  readonly config: z.ZodType<Config>;
  /** What the sender wants to see once every row is written; default 202 with the event ids. */
  readonly success?: { readonly status: 200 | 202 | 204; readonly body: 'ids' | 'empty' };
  /** Sources without webhooks (files) have none of the next three. */
  authenticate?(
    request: RawRequest,
    context: { readonly secrets: readonly string[]; readonly now: number; readonly config: Config },
  ): Authentication;
  /** Answers the vendor's GET challenge, if it has one; undefined: not a challenge. */
  challenge?(request: RawRequest): RawReply | undefined;
  normalise?(
    request: RawRequest,
    context: { readonly config: Config; readonly now: number; readonly digest: Digest },
  ): Normalised;
  /** Reads one person's record from the source's API; `credentials` are the live API secrets, the current one first. */
  fetch?(
    request: {
      readonly subject: string;
      readonly config: Config;
      readonly credentials: readonly string[];
      readonly now: number;
    },
    ports: SourcePorts,
  ): Promise<Fetched>;
  snapshot?(
    file: Uint8Array,
    context: { readonly config: Config; readonly now: number; readonly digest: Digest },
  ): Snapshot;
  /**
   * A new secret from 32 random bytes, where we choose it and the sender is told; undefined where `current` is of a kind that only the
   * sender can make. Absent: the sender always makes it.
   */
  newSecret?(random: Uint8Array, current: string): string | undefined;
  /** Whether a secret that somebody brings can be one of this sender at all; absent: any text can. */
  isSecret?(text: string): boolean;
  /** The id of a record that nobody has: to ask for it tells whether a credential is taken. */
  readonly nobody?: string;
  /**
   * A realistic signed delivery for trying the source out (`frontdesk send`, tests): what the vendor would send for
   * this occasion. Pure: time and ids are given.
   */
  sample?(
    occasion: Occasion,
    context: { readonly secret: string; readonly now: number; readonly id: string; readonly config: Config },
  ): { readonly headers: { readonly [name: string]: string }; readonly body: string };
}

/** A person in a sample delivery and what happens to them. */
export interface Occasion {
  readonly what: 'hire' | 'move' | 'leave' | 'rehire';
  readonly subject: string;
  readonly attributes: { readonly [name: string]: string };
  /** The day it takes effect; the last day of work for a leave. */
  readonly date: string;
}
