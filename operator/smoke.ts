// Is a deployed stage alive and shut to strangers? Asks its doors a few questions that change nothing but the list of commands given.

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
}

export interface Probed {
  readonly says: string;
  readonly ok: boolean;
  /** The status, or why there is none. */
  readonly answer: string;
  readonly ms: number;
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

/** One after the other; a door that does not answer within ten seconds is not ok. */
export async function probe(door: Door, probes: readonly Probe[]): Promise<readonly Probed[]> {
  const done: Probed[] = [];
  for (const one of probes) {
    const started = performance.now();
    const answer = await ask(door, one);
    const ms = Math.round(performance.now() - started);
    done.push({ says: one.says, ok: one.expects.some((status) => String(status) === answer), answer, ms });
  }
  return done;
}

async function ask({ url }: Door, { method, path, authorization, body }: Probe): Promise<string> {
  try {
    const response = await fetch(`${url.replace(/\/$/, '')}/${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) },
      ...(body !== undefined && { body: new Blob([body]) }),
      signal: AbortSignal.timeout(10_000),
    });
    await response.arrayBuffer();
    return String(response.status);
  } catch (error) {
    return error instanceof Error ? error.name : 'no answer';
  }
}
