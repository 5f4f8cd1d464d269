// The command line's way to a running Frontdesk: its address and an operator's token, from flags, environment or the laptop's folder.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

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

/** What `npm start` writes for its owner: where everything is and where its secrets lie. */
export const Laptop = z.object({
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
  const token = (JSON.parse(readFileSync(file, 'utf8')) as { [name: string]: string })[as];
  if (!token) throw new CommandFailed(`${file} has no operator "${as}"`);
  return token;
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
    const response = await fetch(`${url}/operator/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body: new Blob([typeof body === 'string' ? body : new Uint8Array(body)]) }),
    }).catch(() => {
      throw new CommandFailed(`nothing answers at ${url}: is "npm start" running?`, 3);
    });
    if (response.ok) return response.text();
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

async function failure(response: Response): Promise<CommandFailed> {
  const body = (await response.json().catch(() => ({}))) as { title?: string; detail?: string };
  if (response.status === 401) return new CommandFailed("this token is no operator's; see --as and FRONTDESK_TOKEN");
  return new CommandFailed(body.detail ?? body.title ?? `it answers ${response.status}`, 1, response.status);
}
