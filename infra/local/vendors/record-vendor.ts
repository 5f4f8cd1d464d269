// The common part of the fake vendor APIs: records in memory and in a file, trouble on demand, on 127.0.0.1 only.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type VendorRecord = { readonly [field: string]: unknown };

export interface VendorReply {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
}

/** `silent`: the request is taken and never answered. A reply: given instead of the real one. */
export type VendorTrouble = 'silent' | VendorReply;

export interface Vendor {
  readonly url: string;
  put(id: string, record: VendorRecord): void;
  get(id: string): VendorRecord | undefined;
  remove(id: string): void;
  /** Every request meets this trouble until `heal()`. */
  plant(trouble: VendorTrouble): void;
  heal(): void;
  /** Requests that came since the start. */
  calls(): number;
  close(): Promise<void>;
}

export interface VendorOptions {
  readonly port?: number;
  /** Where records survive a restart. */
  readonly file?: string;
  /** Requests a minute before the vendor throttles; none by default. */
  readonly perMinute?: number;
}

export interface VendorApi extends VendorOptions {
  answer(request: IncomingMessage, records: ReadonlyMap<string, VendorRecord>): VendorReply;
  /** What the vendor says to too many requests; `seconds` until it takes the next. */
  tooMany(seconds: number): VendorReply;
}

/** Starts a vendor. Rejects when the port is taken. */
export async function startVendor(api: VendorApi): Promise<Vendor> {
  const records = new Map<string, VendorRecord>(Object.entries(stored(api.file)));
  const state: { trouble?: VendorTrouble; calls: number; window: { from: number; count: number } } = {
    calls: 0,
    window: { from: 0, count: 0 },
  };
  const server = createServer((request, response) => {
    state.calls += 1;
    if (state.trouble === 'silent') return;
    send(response, state.trouble ?? throttle(api, state.window) ?? api.answer(request, records));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(api.port ?? 0, '127.0.0.1', resolve);
  });
  const save = () => api.file !== undefined && store(api.file, Object.fromEntries(records));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    put(id, record) {
      records.set(id, record);
      save();
    },
    get: (id) => records.get(id),
    remove(id) {
      records.delete(id);
      save();
    },
    plant(trouble) {
      state.trouble = trouble;
    },
    heal() {
      state.trouble = undefined;
    },
    calls: () => state.calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, { status, headers, body = '' }: VendorReply): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

function throttle({ perMinute, tooMany }: VendorApi, window: { from: number; count: number }): VendorReply | undefined {
  if (perMinute === undefined) return undefined;
  const now = Date.now();
  if (now - window.from >= 60_000) Object.assign(window, { from: now, count: 0 });
  window.count += 1;
  return window.count > perMinute ? tooMany(Math.ceil((window.from + 60_000 - now) / 1000)) : undefined;
}

function stored(file: string | undefined): { [id: string]: VendorRecord } {
  if (file === undefined) return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

/** Whole or not at all, so that a kill leaves the file of before. */
function store(file: string, records: { readonly [id: string]: VendorRecord }): void {
  writeFileSync(`${file}.new`, JSON.stringify(records), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
