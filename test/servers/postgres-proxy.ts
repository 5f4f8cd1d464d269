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

/** What a line is in the middle of. */
interface State {
  /** Something was swallowed: nothing goes through any more. */
  stuck: boolean;
  /** A statement was refused: the rest of its messages is skipped. */
  skipping: boolean;
  reply: 'pass' | 'lost' | 'lied' | 'scan';
  readonly page: Message[];
}

interface Ends {
  readonly shared: Shared;
  readonly state: State;
  toClient(...messages: readonly Message[]): void;
  toServer(message: Message): void;
  hangUp(): void;
  cut(): void;
}

function openLine(client: Socket, upstreamPort: number, shared: Shared): Line {
  const server = connect(upstreamPort, '127.0.0.1');
  const state: State = { stuck: false, skipping: false, reply: 'pass', page: [] };
  const cut = (): void => {
    client.destroy();
    server.destroy();
  };
  const ends: Ends = {
    shared,
    state,
    toClient: (...messages) => void client.write(Buffer.concat(messages.map(encode))),
    toServer: (message) => void server.write(encode(message)),
    hangUp: () => void client.end(),
    cut,
  };
  const readClient = messageReader({ untyped: true });
  const readServer = messageReader({ untyped: false });
  client.on('data', (chunk) => {
    for (const message of readClient(chunk)) fromClient(ends, message);
  });
  server.on('data', (chunk) => {
    for (const message of readServer(chunk)) fromServer(ends, message);
  });
  // Without this each small message waits 40 ms for the one before to be acknowledged.
  for (const socket of [client, server]) socket.setNoDelay(true).on('error', cut).on('close', cut);
  return { isStuck: () => state.stuck, cut };
}

function fromClient(ends: Ends, message: Message): void {
  const { shared, state } = ends;
  if (shared.trouble?.kind === 'silent') state.stuck = true;
  if (state.stuck) return;
  const sql = message.type === '' ? '' : sqlOf(message);
  if (sql !== undefined) shared.calls += 1;
  if (state.skipping) {
    state.skipping = message.type !== 'S';
    if (!state.skipping) ends.toClient(ready);
  } else if (sql === undefined) ends.toServer(message);
  else decide(ends, message, sql);
}

/** What becomes of a statement or log-in; other messages of the client only follow one. */
function decide(ends: Ends, message: Message, sql: string): void {
  const { trouble } = ends.shared;
  if (trouble?.kind === 'fail') fail(ends, message, trouble);
  else if (trouble?.kind === 'nonsense') ends.toClient({ type: '?', body: Buffer.from('nonsense') });
  else if (trouble?.kind === 'list' && sql.includes(SCAN)) list(ends, message, trouble.lie);
  else if (sql === 'COMMIT') commit(ends, message, trouble?.kind);
  else ends.toServer(message);
}

function fail(
  ends: Ends,
  message: Message,
  error: { readonly severity: 'ERROR' | 'FATAL'; readonly code: string },
): void {
  ends.toClient(errorMessage(error.severity, error.code));
  if (error.severity === 'FATAL' || message.type === '') ends.hangUp();
  else if (message.type === 'Q') ends.toClient(ready);
  else ends.state.skipping = true;
}

function list(ends: Ends, message: Message, lie: ListLie): void {
  ends.shared.scans += 1;
  if (lie === 'fail-later' && ends.shared.scans > 1) {
    fail(ends, message, { severity: 'ERROR', code: 'XX000' });
    return;
  }
  ends.state.reply = 'scan';
  ends.toServer(message);
}

function commit({ state, toServer }: Ends, message: Message, trouble: PlannedTrouble['kind'] | undefined): void {
  state.stuck = trouble === 'silent-commits';
  if (trouble === 'lose-commit-replies') state.reply = 'lost';
  if (trouble === 'lie-about-commits') state.reply = 'lied';
  if (!state.stuck) toServer(state.reply === 'lied' ? query('ROLLBACK') : message);
}

function fromServer({ shared, state, toClient, cut }: Ends, message: Message): void {
  const isLast = message.type === 'Z';
  if (state.reply === 'pass') toClient(message);
  if (state.reply === 'lost' && isLast) cut();
  if (state.reply === 'lied') toClient(message.type === 'C' ? { type: 'C', body: Buffer.from('COMMIT\0') } : message);
  if (state.reply === 'scan') state.page.push(message);
  if (state.reply === 'scan' && isLast) toClient(...falsified(state.page.splice(0), shared));
  if (isLast) state.reply = 'pass';
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
