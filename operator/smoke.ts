// Is a deployed stage alive and shut to strangers? Asks its doors a few questions that change nothing but the list of commands given.
import * as z from 'zod';

export interface Door {
  /** `Url` of the deploy. */
  readonly url: string;
  readonly token: string;
}

export interface Probe {
  /** What it does, as a sentence. */
  readonly says: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly authorization?: string;
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly expects: readonly number[];
  /** What the body of the expected answer says that is not well; nothing when all is. */
  readonly finds?: (body: string) => readonly string[];
}

export interface Probed {
  readonly says: string;
  readonly ok: boolean;
  /** The status, or why there is none; and what was found behind it. */
  readonly answer: string;
  readonly ms: number;
}

/** Hears of each step before it is taken, and of its end. */
export interface Listener {
  readonly begins: (says: string) => void;
  readonly ended: (probed: Probed) => void;
}

/** JSON with bytes that are no UTF-8: a door that decodes bodies would choke on them. */
const BYTES = new Uint8Array([0x7b, 0xff, 0x00, 0xc3, 0x28, 0x7d]);

/** `sources` are what the settings name; each webhook gets one unsigned delivery. */
export function probesFor({ token }: Door, sources: readonly string[]): readonly Probe[] {
  return [
    { says: "a stranger at the operators' door is sent away", method: 'GET', path: 'operator/status', expects: [401] },
    {
      says: 'an operator sees the status',
      method: 'GET',
      path: 'operator/status',
      authorization: `Bearer ${token}`,
      expects: [200],
    },
    {
      says: 'the doctor reaches every target and every secret',
      method: 'GET',
      path: 'operator/doctor',
      authorization: `Bearer ${token}`,
      expects: [200],
      finds: sickOnes,
    },
    ...sources.map((source) => ({
      says: `an unsigned delivery for "${source}", of bytes that are no text, is refused`,
      method: 'POST' as const,
      path: `hooks/${source}`,
      body: BYTES,
      expects: [400, 401],
    })),
    {
      says: 'a source that does not exist is not found',
      method: 'POST',
      path: 'hooks/there-is-none-of-this-name',
      body: BYTES,
      expects: [401, 404],
    },
    {
      says: 'a SCIM client without a token is sent away',
      method: 'GET',
      path: 'scim/there-is-none-of-this-name/v2/Users',
      expects: [401, 404],
    },
  ];
}

const Findings = z.array(z.object({ what: z.string(), well: z.boolean(), says: z.string() }));

/** The doctor answers 200 whatever he finds. */
function sickOnes(body: string): readonly string[] {
  const findings = Findings.safeParse(jsonOf(body));
  if (!findings.success) return ['this is no answer of the doctor'];
  return findings.data.filter(({ well }) => !well).map(({ what, says }) => `${what}: ${says}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A door has so long, ms; the doctor gives each target ten seconds. */
const PATIENCE = 25_000;

/** One after the other; a door that does not answer within 25 seconds is not ok. */
export async function probe(door: Door, probes: readonly Probe[], listener?: Listener): Promise<readonly Probed[]> {
  const done: Probed[] = [];
  for (const one of probes) {
    listener?.begins(one.says);
    const started = performance.now();
    const { status, body } = await ask(door, one);
    const isExpected = one.expects.some((expected) => String(expected) === status);
    const found = isExpected ? (one.finds?.(body) ?? []) : [];
    const ms = Math.round(performance.now() - started);
    const ok = isExpected && found.length === 0;
    const probed = { says: one.says, ok, answer: [status, ...found].join('; '), ms };
    listener?.ended(probed);
    done.push(probed);
  }
  return done;
}

async function ask(
  { url }: Door,
  { method, path, authorization, body }: Probe,
): Promise<{ readonly status: string; readonly body: string }> {
  try {
    const response = await fetch(`${url.replace(/\/$/, '')}/${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) },
      ...(body !== undefined && { body: new Blob([body]) }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    return { status: String(response.status), body: await response.text() };
  } catch (error) {
    return { status: `no answer (${reasonOf(error)})`, body: '' };
  }
}

/** `ECONNREFUSED`, `ENOTFOUND`, `TimeoutError`: fetch calls the first two a TypeError, and tells more in its cause. */
function reasonOf(error: unknown): string {
  const told = error instanceof Error ? (error.cause ?? error) : undefined;
  if (!(told instanceof Error)) return 'no reason given';
  return 'code' in told && typeof told.code === 'string' ? told.code : told.name;
}
