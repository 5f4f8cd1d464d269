// Stands between the adapter and a real PostgreSQL and makes trouble on demand. A transaction's one write is its COMMIT.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import {
  columnsOf,
  dataRow,
  encode,
  errorMessage,
  type Message,
  messageReader,
  query,
  ready,
  sqlOf,
} from './postgres-wire.ts';

export type PlannedTrouble =
  | { readonly kind: 'fail'; readonly severity: 'ERROR' | 'FATAL'; readonly code: string }
  | { readonly kind: 'silent' | 'silent-commits' | 'lose-commit-replies' | 'lie-about-commits' | 'nonsense' }
  | { readonly kind: 'list'; readonly lie: ListLie };

/** How a page of a scan is falsified. `columns` of its rows start: standby, total, behind, self, oid. */
export type ListLie = 'cut-short' | 'empty' | 'fail-later' | 'repeat-first' | 'one-too-many';

export interface PostgresProxy {
  readonly port: number;
  plan(trouble: PlannedTrouble | undefined): void;
  /** Statements and log-ins that arrived since the start. */
  calls(): number;
  connections(): number;
  refuse(): Promise<void>;
  accept(): Promise<void>;
  stop(): Promise<void>;
}

/** The laws know a scan by this text. */
const SCAN = 'WITH scope AS';

export async function startPostgresProxy(upstreamPort: number): Promise<PostgresProxy> {
  const lines = new Set<Line>();
  const shared: Shared = { trouble: undefined, firstPage: undefined, scans: 0, calls: 0 };
  const server = createServer((socket) => {
    const line = openLine(socket, upstreamPort, shared);
    lines.add(line);
    socket.on('close', () => lines.delete(line));
  });
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const refuse = async (): Promise<void> => {
    const closed = server.listening ? once(server, 'close') : undefined;
    server.close();
    for (const line of lines) line.cut();
    await closed;
  };
  return {
    port,
    plan: (trouble) => {
      Object.assign(shared, { trouble, firstPage: undefined, scans: 0 });
      for (const line of lines) if (line.isStuck()) line.cut();
    },
    calls: () => shared.calls,
    connections: () => lines.size,
    refuse,
    accept: async () => {
      if (!server.listening) await listen(port);
    },
    stop: refuse,
  };
}

interface Shared {
  trouble: PlannedTrouble | undefined;
  firstPage: readonly Message[] | undefined;
  scans: number;
  calls: number;
}

interface Line {
  /** Something was swallowed: it can only be cut. */
  isStuck(): boolean;
  cut(): void;
}

function openLine(client: Socket, upstreamPort: number, shared: Shared): Line {
  const server = connect(upstreamPort, '127.0.0.1');
  const toClient = (...messages: readonly Message[]): void => void client.write(Buffer.concat(messages.map(encode)));
  const toServer = (message: Message): void => void server.write(encode(message));
  let stuck = false;
  let skipping = false;
  let reply: 'pass' | 'lost' | 'lied' | 'scan' = 'pass';
  const page: Message[] = [];

  const cut = (): void => {
    client.destroy();
    server.destroy();
  };

  const fail = (message: Message, severity: 'ERROR' | 'FATAL', code: string): void => {
    toClient(errorMessage(severity, code));
    if (severity === 'FATAL' || message.type === '') client.end();
    else if (message.type === 'Q') toClient(ready);
    else skipping = true;
  };

  /** What becomes of a statement or log-in; other messages of the client only follow one. */
  const decide = (message: Message, sql: string): void => {
    const { trouble } = shared;
    if (trouble?.kind === 'fail') fail(message, trouble.severity, trouble.code);
    else if (trouble?.kind === 'nonsense') toClient({ type: '?', body: Buffer.from('nonsense') });
    else if (trouble?.kind === 'list' && sql.includes(SCAN)) list(message, trouble.lie);
    else if (sql === 'COMMIT') commit(message, trouble?.kind);
    else toServer(message);
  };

  const list = (message: Message, lie: ListLie): void => {
    shared.scans += 1;
    if (lie === 'fail-later' && shared.scans > 1) {
      fail(message, 'ERROR', 'XX000');
      return;
    }
    reply = 'scan';
    toServer(message);
  };

  const commit = (message: Message, trouble: PlannedTrouble['kind'] | undefined): void => {
    stuck = trouble === 'silent-commits';
    if (trouble === 'lose-commit-replies') reply = 'lost';
    if (trouble === 'lie-about-commits') reply = 'lied';
    if (!stuck) toServer(reply === 'lied' ? query('ROLLBACK') : message);
  };

  const fromClient = (message: Message): void => {
    if (shared.trouble?.kind === 'silent') stuck = true;
    if (stuck) return;
    const sql = message.type === '' ? '' : sqlOf(message);
    if (sql !== undefined) shared.calls += 1;
    if (skipping) {
      skipping = message.type !== 'S';
      if (!skipping) toClient(ready);
    } else if (sql === undefined) toServer(message);
    else decide(message, sql);
  };

  const fromServer = (message: Message): void => {
    const isLast = message.type === 'Z';
    if (reply === 'pass') toClient(message);
    if (reply === 'lost' && isLast) cut();
    if (reply === 'lied') toClient(message.type === 'C' ? { type: 'C', body: Buffer.from('COMMIT\0') } : message);
    if (reply === 'scan') page.push(message);
    if (reply === 'scan' && isLast) toClient(...falsified(page.splice(0), shared));
    if (isLast) reply = 'pass';
  };

  const readClient = messageReader({ untyped: true });
  const readServer = messageReader({ untyped: false });
  client.on('data', (chunk) => readClient(chunk).forEach(fromClient));
  server.on('data', (chunk) => readServer(chunk).forEach(fromServer));
  // Without this each small message waits 40 ms for the one before to be acknowledged.
  for (const socket of [client, server]) socket.setNoDelay(true).on('error', cut).on('close', cut);
  return { isStuck: () => stuck, cut };
}

function falsified(page: readonly Message[], shared: Shared): readonly Message[] {
  shared.firstPage ??= page;
  const lie = shared.trouble?.kind === 'list' ? shared.trouble.lie : undefined;
  if (lie === 'repeat-first') return shared.firstPage;
  const rows = page.filter((message) => message.type === 'D').map(columnsOf);
  const told = rewritten(rows, lie).map(dataRow);
  const first = page.findIndex((message) => message.type === 'D');
  const others = page.filter((message) => message.type !== 'D');
  return [...others.slice(0, first), ...told, ...others.slice(first)];
}

type Row = readonly (string | null)[];

function rewritten(rows: readonly Row[], lie: ListLie | undefined): readonly Row[] {
  if (lie === 'cut-short') {
    const kept = rows.slice(0, 2);
    return kept.map((row) => row.with(2, String(kept.length)));
  }
  if (lie === 'empty') {
    return rows.slice(0, 1).map((row) => row.map((cell, n) => (n === 1 || n === 2 ? '0' : n > 3 ? null : cell)));
  }
  if (lie === 'one-too-many') return rows.map((row) => row.with(1, String(Number(row[1]) + 1)));
  return rows;
}
