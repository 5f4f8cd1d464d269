// What every authentication needs: a comparison whose time tells nothing, and a window against replays.
import { timingSafeEqual } from 'node:crypto';
import type { Authentication } from '../ports/source.ts';

/** Compares in constant time. The length check comes first because `timingSafeEqual` throws without it. */
function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}

/** The same for header values. */
export function equalText(a: string, b: string): boolean {
  return equalBytes(Buffer.from(a), Buffer.from(b));
}

const REPLAY_WINDOW_MS = 300_000;

/** Refuses what was signed more than five minutes ago or ahead of us; both in ms since the epoch. */
export function replayFault(signedAt: number, now: number): (Authentication & { ok: false }) | undefined {
  if (now - signedAt > REPLAY_WINDOW_MS) return { ok: false, reason: 'too-old' };
  if (signedAt - now > REPLAY_WINDOW_MS) return { ok: false, reason: 'too-new' };
  return undefined;
}

/** Bytes of canonical base64 only: another spelling of the same bytes is another text, so it is refused. */
export function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
