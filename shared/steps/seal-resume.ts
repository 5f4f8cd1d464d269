// After a restore: lets the audit log go on behind the newest archived head, and keeps in mind what was lost, for the next head to say.
import { breakBetween, headHash, noHead } from '../core/audit/chain.ts';
import { keyInForce, type SealState } from '../core/audit/seal-state.ts';
import { type AuditHead, SignedHead } from '../model/audit-head.ts';
import type { Archive, Sha256, Signer } from '../ports/audit.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Key } from '../ports/table.ts';
import { recordDeed } from './deeds.ts';
import { readState } from './seal.ts';
import { statePut } from './seal-commit.ts';
import { headKey } from './seal-finish.ts';

export interface ResumePorts extends Pick<Pipeline, 'settings' | 'table' | 'clock' | 'ids'> {
  readonly archive: Archive;
  readonly sha256: Sha256;
  readonly signer: Signer;
}

/** What the archived heads told of that the tables no longer know: where to look for what must be sent again. */
export interface Resumed {
  readonly kind: 'resumed';
  /** The newest head whose rows are there; 0 for none. */
  readonly kept: number;
  /** Until when the tables know: events accepted later must be sent again. */
  readonly since?: string;
  readonly lost: { readonly from: number; readonly to: number; readonly rows: number };
  /** End states of events, and operations wished, that only the lost rows told of. */
  readonly events: { readonly [end: string]: number };
  readonly wished: number;
}

type Answer = Resumed | { readonly kind: 'refused'; readonly why: string };

/** Where the heads are noted whose rows a restore lost; `by` is the head that says so. */
export const lostKey = (by: number): Key => ({ ...headKey(by), pk: '#restored' });

/** Refuses where the archive holds nothing newer than the tables, or another log. */
export async function resumeLog(ports: ResumePorts, actor: string): Promise<Answer> {
  const state = await readState(ports);
  if (state.kept) return refused(`the log goes on behind head ${state.head?.number} already; the next head says so`);
  const tail = await newest(ports, state);
  if (typeof tail === 'string') return refused(tail);
  const { head, kept = { number: 0, hash: noHead, sums: NO_SUMS } } = tail;
  const lost = { from: kept.number + 1, to: head.number };
  const noted = { ...lostKey(head.number + 1), fields: lost };
  await recordDeed(ports, {
    noun: 'operator',
    id: actor,
    actor,
    act: 'commanded',
    cause: `resume: the rows of heads ${lost.from} to ${lost.to} are lost`,
    with: [statePut(state, { ...tail.state, kept }), { kind: 'put', item: noted, when: { kind: 'absent' } }],
    rounds: 3,
  });
  return {
    kind: 'resumed',
    kept: kept.number,
    ...(state.head && { since: state.head.to }),
    lost: { ...lost, rows: head.size - (state.head?.size ?? 0) },
    events: difference(head.sums.events, kept.sums.events),
    wished: head.sums.wished - kept.sums.wished,
  };
}

const NO_SUMS = { events: {}, wished: 0, operations: {} };

function refused(why: string): Answer {
  return { kind: 'refused', why };
}

interface Tail {
  readonly head: AuditHead;
  readonly kept: SealState['kept'];
  readonly state: SealState;
}

/** Walks the archive behind the tables' own last head, each head checked against the one before; says why it cannot. */
async function newest(ports: ResumePorts, before: SealState): Promise<Tail | string> {
  const own = before.head;
  if (own !== undefined && !(await isArchived(ports, own)))
    return `head ${own.number} of the tables is not the archived one: this is another log, or it was forked`;
  let state = { ...before, version: before.version + 1 };
  for (let number = (own?.number ?? 0) + 1; ; number++) {
    const text = await ports.archive.read(number);
    if (text === undefined) break;
    const signed = SignedHead.parse(JSON.parse(text));
    const broken = breakBetween(ports.sha256, state.head, signed.head);
    if (broken !== undefined) return `archived head ${number} does not follow: ${broken}`;
    state = { ...state, ...keysAfter(ports, state, signed), head: signed.head };
  }
  const { head } = state;
  if (head === undefined || head.number === (own?.number ?? 0))
    return 'the archive holds no head that the tables do not know: nothing is lost, and there is nothing to resume';
  const kept = own && { number: own.number, hash: headHash(ports.sha256, own), sums: own.sums };
  return { head, kept, state };
}

async function isArchived({ archive, sha256 }: ResumePorts, own: AuditHead): Promise<boolean> {
  const text = await archive.read(own.number);
  return text === undefined || headHash(sha256, SignedHead.parse(JSON.parse(text)).head) === headHash(sha256, own);
}

/** The key that signed this head, and the first of all once another one has followed it. */
function keysAfter({ signer }: ResumePorts, state: SealState, { keyId }: SignedHead): Partial<SealState> {
  if (keyInForce(state) === undefined) return {};
  const { keyId: first, publicKey } = signer;
  return { signedBy: keyId, firstKey: state.firstKey ?? { keyId: first, publicKey } };
}

function difference(all: { readonly [end: string]: number }, known: { readonly [end: string]: number }) {
  const entries = Object.entries(all).map(([end, count]) => [end, count - (known[end] ?? 0)] as const);
  return Object.fromEntries(entries.filter(([, count]) => count !== 0));
}
