// What the sealer remembers: the last head, the frontier of the tree and how far it has read. The same size for ever.
import * as z from 'zod';
import type { AuditRow } from '../../model/audit.ts';
import { AnnouncedKey, AuditHead, AuditSums } from '../../model/audit-head.ts';
import type { Sha256 } from '../../ports/audit.ts';
import type { Fields } from '../../ports/table.ts';
import { bytesOf, canonical, hexOf } from './bytes.ts';
import { headHash, leavesDigest, noHead, tenantDigest } from './chain.ts';
import { addedUp } from './conservation.ts';
import type { Reach } from './lanes.ts';
import { append, emptyFrontier, type Frontier, rootOf } from './merkle.ts';

/** The last head whose rows outlived a restore. */
const KeptHead = z.strictObject({ number: z.number().int().nonnegative(), hash: z.string(), sums: AuditSums });
export type KeptHead = z.infer<typeof KeptHead>;

export interface SealState extends Reach {
  /** Raised by every write and the condition of every write; 0 before the first. */
  readonly version: number;
  readonly head?: AuditHead;
  /** The key that signs `head`. */
  readonly signedBy?: string;
  /** Since when the key in force is, ms; absent until the first key was replaced. */
  readonly keySince?: number;
  /** The first key of all, known since it was replaced: an export begins with it. */
  readonly firstKey?: AnnouncedKey;
  /** Between a restore and the next head: `head` is the newest archived one, frontier and sums are still those of this one. */
  readonly kept?: KeptHead;
  readonly frontier: Frontier;
}

/** Before the first head. */
export function genesisState(reach: Reach): SealState {
  return { version: 0, frontier: emptyFrontier, ...reach };
}

export function stateFields({ head, frontier, firstKey, signedBy, keySince, kept, ...rest }: SealState): Fields {
  const peaks = frontier.peaks.map(hexOf).join(' ');
  const keys: Fields = {
    ...(signedBy !== undefined && { signedBy }),
    ...(keySince !== undefined && { keySince }),
    ...(firstKey !== undefined && { firstKey: canonical(firstKey) }),
    ...(kept !== undefined && { kept: canonical(kept) }),
  };
  return { ...rest, ...keys, size: frontier.size, peaks, head: head === undefined ? '' : canonical(head) };
}

/** Throws when the fields are not what `stateFields` wrote. */
export function stateOf(fields: Fields): SealState {
  const [peaks, head] = [String(fields.peaks), String(fields.head)];
  const frontier = {
    size: Number(fields.size),
    peaks: peaks === '' ? [] : peaks.split(' ').map(bytesOf),
  };
  const reach = { through: Number(fields.through), cleaned: Number(fields.cleaned), swept: Number(fields.swept) };
  const keys = {
    ...(fields.signedBy !== undefined && { signedBy: String(fields.signedBy) }),
    ...(fields.keySince !== undefined && { keySince: Number(fields.keySince) }),
    ...(fields.firstKey !== undefined && { firstKey: AnnouncedKey.parse(JSON.parse(String(fields.firstKey))) }),
    ...(fields.kept !== undefined && { kept: KeptHead.parse(JSON.parse(String(fields.kept))) }),
  };
  const state = { version: Number(fields.version), frontier, ...reach, ...keys };
  return head === '' ? state : { ...state, head: AuditHead.parse(JSON.parse(head)) };
}

/** The rows of a new head with their leaf hashes, in leaf order. */
export interface Leaves {
  readonly rows: readonly AuditRow[];
  readonly hashes: readonly Uint8Array[];
}

/** The key that signs the head after `state`; undefined before the first head. */
export function keyInForce({ head, signedBy }: SealState): string | undefined {
  return head?.nextKey?.keyId ?? signedBy;
}

export interface Growth {
  readonly leaves: Leaves;
  readonly at: string;
  readonly reach: Reach;
  /** Signs the first head; from then on the chain says who does. */
  readonly signer?: string | undefined;
  /** This head hands over to the next key. */
  readonly handOver?: { readonly from: AnnouncedKey; readonly to: AnnouncedKey } | undefined;
}

const NOTHING: AuditSums = { events: {}, wished: 0, operations: {} };

/** The state after one more head over `leaves` (none for an empty head), sealed at `at`. */
export function grown(sha256: Sha256, state: SealState, next: Growth) {
  const { leaves, at, reach, handOver } = next;
  const signedBy = keyInForce(state) ?? next.signer;
  const firstKey = state.firstKey ?? handOver?.from;
  const keySince = handOver ? Date.parse(at) : state.keySince;
  const frontier = leaves.hashes.reduce((tree, leaf) => append(sha256, tree, leaf), state.frontier);
  const from = state.head?.to ?? at;
  const before = state.kept?.sums ?? state.head?.sums ?? NOTHING;
  const head: AuditHead = {
    format: 1,
    number: (state.head?.number ?? 0) + 1,
    size: frontier.size,
    root: hexOf(rootOf(sha256, frontier)),
    previous: state.head === undefined ? noHead : headHash(sha256, state.head),
    leaves: leavesDigest(sha256, leaves.hashes),
    from,
    to: laterOf(at, from),
    sums: addedUp(before, leaves.rows),
    tenants: leavesByTenant(sha256, leaves.rows),
    ...(handOver && { nextKey: handOver.to }),
    ...(state.kept && { restored: { head: state.kept.number, hash: state.kept.hash } }),
  };
  const { through, cleaned, swept } = reach;
  const keys = {
    ...(signedBy !== undefined && { signedBy }),
    ...(keySince !== undefined && { keySince }),
    ...(firstKey && { firstKey }),
  };
  return { version: state.version + 1, head, frontier, through, cleaned, swept, ...keys };
}

function leavesByTenant(sha256: Sha256, rows: readonly AuditRow[]): { [tenant: string]: number } {
  const counts: { [tenant: string]: number } = {};
  for (const { tenant } of rows) counts[tenant] = (counts[tenant] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).map(([tenant, count]) => [tenantDigest(sha256, tenant), count]));
}

/** A clock that went back must not turn time round in the chain. */
function laterOf(at: string, from: string): string {
  if (at > from) return at;
  return from;
}
