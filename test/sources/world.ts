// What the suite of laws asks of a source's test world: a signer that is not the source's own, bodies, and the vendor's API.
import { createHash } from 'node:crypto';
import type { VendorRecord, VendorTrouble } from '../../infra/local/vendors/record-vendor.ts';
import type { Digest } from '../../shared/ports/runtime.ts';
import type { RawRequest, Source } from '../../shared/ports/source.ts';

/** Said instead of a part that this vendor does not have. Its laws are then shown as skipped, with this reason. */
export interface NotHere {
  readonly notHere: string;
}

export const notHere = (reason: string): NotHere => ({ notHere: reason });

export function isHere<T>(part: T | NotHere): part is T {
  return !(typeof part === 'object' && part !== null && 'notHere' in part);
}

/** What the vendor signs with, and what we hold: the same text, but for public keys. */
export interface Secret {
  readonly sign: string;
  readonly hold: string;
}

/** The vendor's API, faked or real, with a way past it. */
export interface ApiWorld {
  /** The source's config for this API, as in frontdesk.yaml. */
  readonly config: unknown;
  readonly credential: { readonly good: string; readonly wrong: string };
  /** Somebody the vendor knows, somebody it does not, and texts that are no ids of its people but mean something to its API. */
  readonly known: string;
  readonly missing: string;
  readonly notIds: readonly string[];
  /** The wait of a throttled reply in the vendor's own header, when it has one: the headers for `seconds` from `now`. */
  ownWait?(seconds: number, now: number): { readonly [name: string]: string };
  record(id: string): VendorRecord | undefined;
  put(id: string, record: VendorRecord): void;
  plant(trouble: VendorTrouble): void;
  heal(): void;
  calls(): number;
  close(): Promise<void>;
}

export interface SourceWorld {
  readonly source: Source;
  /** As in frontdesk.yaml; the suite parses it with the source's schema. */
  readonly config: unknown;
  readonly secrets: { readonly live: Secret; readonly next: Secret; readonly foreign: Secret };
  /** The request as the vendor sends it, signed by code that is not the source's own. */
  deliver(body: string, how: { readonly secret: string; readonly now: number }): RawRequest;
  /** Headers in which every bit counts, and those of them that may not even be longer. */
  readonly signedHeaders: readonly string[];
  readonly exactHeaders: readonly string[];
  readonly signsBody: true | NotHere;
  readonly signsTime: true | NotHere;
  /** Whether the signature is compared as bytes (not so with public keys). */
  readonly compares: true | NotHere;
  /** A body about one person, with insignificant white space in it, that gives exactly one event. */
  readonly one: string;
  /** Well-formed and about nothing that concerns us. */
  readonly unknown: string;
  readonly batch: { readonly body: string; readonly events: number } | NotHere;
  /** A person as the vendor names them; whether events bring the facts along. */
  readonly subject: string;
  readonly brings: 'facts' | 'ids';
  readonly api: (() => Promise<ApiWorld>) | NotHere;
}

export const NOW = Date.parse('2026-11-21T09:30:00Z');

export const digest: Digest = { sha256: (text) => createHash('sha256').update(text).digest('hex') };

/** The same request with one header changed, or without it. */
export function withHeader(request: RawRequest, name: string, value: string | undefined): RawRequest {
  const { [name]: _, ...others } = request.headers;
  return { ...request, headers: value === undefined ? others : { ...others, [name]: value } };
}

/** Asks the source, as the webhook would. */
export function isAuthentic(
  { source, config }: SourceWorld,
  request: RawRequest,
  { hold, now = NOW }: { readonly hold: readonly string[]; readonly now?: number },
): boolean {
  const answer = source.authenticate?.(request, { secrets: hold, now, config: source.config.parse(config) });
  return answer?.ok === true;
}

export function normalised({ source, config }: SourceWorld, request: RawRequest) {
  const answer = source.normalise?.(request, { config: source.config.parse(config), now: NOW, digest });
  if (!answer) throw new Error('this source takes no deliveries');
  return answer;
}
