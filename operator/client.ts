// The command line's way to a running Frontdesk: its address and an operator's token, from flags, environment or the laptop's folder.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { tokensIn } from './tokens-file.ts';

/** What a command could not do, in a sentence, with the exit code that scripts see. */
export class CommandFailed extends Error {
  readonly exitCode: number;
  /** What the running Frontdesk answered, if it did. */
  readonly status: number | undefined;
  constructor(message: string, exitCode = 1, status?: number) {
    super(message);
    this.name = 'CommandFailed';
    this.exitCode = exitCode;
    this.status = status;
  }
}

/** It cannot answer now, or the connection broke. Whether a command was done nobody knows; a question may be asked again. */
export class Unanswered extends CommandFailed {
  /** Not before that, as it has said, ms. */
  readonly afterMs: number;
  constructor(message: string, { status, afterMs = 0 }: { readonly status?: number; readonly afterMs?: number }) {
    super(message, status === undefined ? 3 : 1, status);
    this.name = 'Unanswered';
    this.afterMs = afterMs;
  }
}

/** What `npm start` writes for its owner: where everything is and where its secrets lie. */
export const Laptop = z.object({
  /** Whose folder it is; older files do not say. */
  tenant: z.string().optional(),
  url: z.string(),
  door: z.string(),
  sources: z.record(z.string(), z.object({ vendor: z.string(), address: z.string(), secret: z.string().optional() })),
  targets: z.record(
    z.string(),
    z.object({ adapter: z.string(), address: z.string(), secret: z.string(), page: z.string().optional() }),
  ),
});
export type Laptop = z.infer<typeof Laptop>;

export interface Where {
  readonly url?: string;
  readonly data: string;
  /** Which operator of the laptop's file. */
  readonly as: string;
}

export interface Client {
  readonly url: string;
  readonly token: string;
  get(path: string): Promise<unknown>;
  post(path: string, body?: Uint8Array | string): Promise<unknown>;
  text(path: string): Promise<string>;
}

/** The laptop's own file. Throws `CommandFailed` when nothing was ever started there. */
export function laptopOf({ data }: Where): Laptop {
  const file = join(data, 'laptop.json');
  if (!existsSync(file))
    throw new CommandFailed(
      `${file} is not there: start Frontdesk with "npm start", or name its folder with --data`,
      3,
    );
  return Laptop.parse(JSON.parse(readFileSync(file, 'utf8')));
}

function tokenOf({ data, as }: Where): string {
  if (process.env.FRONTDESK_TOKEN) return process.env.FRONTDESK_TOKEN;
  const file = join(data, 'operators.json');
  if (!existsSync(file))
    throw new CommandFailed(
      `no token: set FRONTDESK_TOKEN, or start Frontdesk with "npm start" (${file} is not there)`,
      3,
    );
  const tokens = tokensIn(readFileSync(file, 'utf8'));
  if (!tokens) throw new CommandFailed(`${file} holds no operators' tokens`);
  const found = tokens.find(({ name }) => name === as);
  if (!found) throw new CommandFailed(`${file} has no operator "${as}"`);
  return found.token;
}

function httpAddress(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^https?:$/.test(URL.parse(text)?.protocol ?? '')) throw new CommandFailed(`"${text}" is no http address`);
  return text.replace(/\/+$/, '');
}

/** Whether the commands go to a Frontdesk elsewhere, named by its address, and not to the folder of a laptop. */
export function isElsewhere({ url, data }: Where): boolean {
  return (url ?? process.env.FRONTDESK_URL) !== undefined && !existsSync(join(data, 'laptop.json'));
}

/** A client of the running Frontdesk. */
export function clientFor(where: Where): Client {
  const url = httpAddress(where.url ?? process.env.FRONTDESK_URL) ?? laptopOf(where).url;
  const token = tokenOf(where);
  const call = async (method: string, path: string, body?: Uint8Array | string) => {
    const broken = (error: unknown) => {
      throw brokenOff(url, error);
    };
    const response = await fetch(`${url}/operator/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body: new Blob([typeof body === 'string' ? body : new Uint8Array(body)]) }),
    }).catch(broken);
    if (response.ok) return response.text().catch(broken);
    throw await failure(response);
  };
  return {
    url,
    token,
    get: async (path) => JSON.parse(await call('GET', path)),
    post: async (path, body) => JSON.parse(await call('POST', path, body)),
    text: (path) => call('GET', path),
  };
}

/** Somebody was there, or may be in a moment; where nobody listens, asking again does not help. */
const BROKEN: ReadonlySet<unknown> = new Set([
  ...['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'UND_ERR_SOCKET'],
  ...['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'],
]);

function brokenOff(url: string, error: unknown): CommandFailed {
  const { code } = ((error instanceof Error ? error.cause : undefined) ?? {}) as { readonly code?: unknown };
  return BROKEN.has(code)
    ? new Unanswered(`the connection to ${url} broke off before the answer was here`, {})
    : new CommandFailed(`nothing answers at ${url}: is "npm start" running?`, 3);
}

/** Of the gateway before it, too. */
const FOR_NOW: ReadonlySet<number> = new Set([429, 502, 503, 504]);

async function failure(response: Response): Promise<CommandFailed> {
  const body = (await response.json().catch(() => ({}))) as { title?: string; detail?: string };
  if (response.status === 401) return new CommandFailed("this token is no operator's; see --as and FRONTDESK_TOKEN");
  const { status, headers } = response;
  const says = body.detail ?? body.title ?? `it answers ${status}`;
  return FOR_NOW.has(status)
    ? new Unanswered(says, { status, afterMs: 1_000 * (Number(headers.get('retry-after')) || 0) })
    : new CommandFailed(says, 1, status);
}
