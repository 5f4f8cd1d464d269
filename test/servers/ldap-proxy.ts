// Stands between the adapter and a real directory and makes trouble on demand, request by request.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { answer, type LdapMessage, messageReader, Op, withId } from './ldap-wire.ts';

/**
 * | trouble | what happens |
 * |---|---|
 * | code | each request that `asks` names is answered with this result code, unseen by the server |
 * | silent, silent-writes | all requests, or all writes, are swallowed |
 * | lost-replies | writes reach the server, and the connection is cut before the reply |
 * | lying-writes | writes are answered with success, unseen by the server |
 * | bytes | each request is answered with what `make` makes, unseen by the server |
 * | edit | the entries of the searches that `asks` names become what `edit` makes of them |
 */
export type PlannedTrouble =
  | { readonly kind: 'code'; readonly code: number; asks?(request: LdapMessage): boolean }
  | { readonly kind: 'silent' | 'silent-writes' | 'lost-replies' | 'lying-writes' }
  | { readonly kind: 'bytes'; make(request: LdapMessage): Buffer }
  | {
      readonly kind: 'edit';
      asks(request: LdapMessage): boolean;
      edit(entries: readonly LdapMessage[], nth: number): readonly LdapMessage[];
    };

export interface LdapProxy {
  readonly port: number;
  plan(trouble: PlannedTrouble | undefined): void;
  /** Requests that arrived since the start, log-ins among them. */
  calls(): number;
  connections(): number;
  /** Ends all connections; new ones are welcome. */
  cut(): void;
  refuse(): Promise<void>;
  accept(): Promise<void>;
  stop(): Promise<void>;
}

const WRITES: ReadonlySet<number> = new Set([Op.modify, Op.add, Op.remove, Op.rename, Op.extended]);

interface Shared {
  trouble: PlannedTrouble | undefined;
  calls: number;
  edited: number;
}

interface Line {
  /** Something was swallowed: it can only be cut. */
  isStuck(): boolean;
  cut(): void;
}

export async function startLdapProxy(upstreamPort: number): Promise<LdapProxy> {
  const lines = new Set<Line>();
  const shared: Shared = { trouble: undefined, calls: 0, edited: 0 };
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
  const cut = (): void => {
    for (const line of lines) line.cut();
  };
  const refuse = async (): Promise<void> => {
    const closed = server.listening ? once(server, 'close') : undefined;
    server.close();
    cut();
    await closed;
  };
  return {
    port,
    plan: (trouble) => {
      Object.assign(shared, { trouble, edited: 0 });
      for (const line of lines) if (line.isStuck()) line.cut();
    },
    calls: () => shared.calls,
    connections: () => lines.size,
    cut,
    refuse,
    accept: async () => {
      if (!server.listening) await listen(port);
    },
    stop: refuse,
  };
}

function openLine(client: Socket, upstreamPort: number, shared: Shared): Line {
  const server = connect(upstreamPort, '127.0.0.1');
  const [readClient, readServer] = [messageReader(), messageReader()];
  const held = new Map<number, LdapMessage[]>();
  const lost = new Set<number>();
  let stuck = false;
  const cut = (): void => {
    client.destroy();
    server.destroy();
  };
  const fromClient = (request: LdapMessage): void => {
    const { trouble } = shared;
    if (trouble?.kind === 'silent' || (trouble?.kind === 'silent-writes' && WRITES.has(request.op))) stuck = true;
    if (request.op !== Op.unbind && request.op !== Op.abandon) shared.calls += 1;
    if (stuck) return;
    const reply = request.op === Op.unbind ? undefined : repliedBy(trouble, request);
    if (reply) {
      client.write(reply);
      return;
    }
    if (trouble?.kind === 'lost-replies' && WRITES.has(request.op)) lost.add(request.id);
    if (trouble?.kind === 'edit' && trouble.asks(request)) held.set(request.id, []);
    server.write(request.raw);
  };
  const fromServer = (reply: LdapMessage): void => {
    if (lost.has(reply.id)) cut();
    const entries = held.get(reply.id);
    if (!entries) client.write(reply.raw);
    else if (reply.op === Op.entry) entries.push(reply);
    else {
      held.delete(reply.id);
      for (const entry of edited(shared, entries)) client.write(withId(entry, reply.id));
      client.write(reply.raw);
    }
  };
  client.on('data', (chunk) => readClient(chunk).forEach(fromClient));
  server.on('data', (chunk) => readServer(chunk).forEach(fromServer));
  for (const socket of [client, server]) socket.setNoDelay(true).on('error', cut).on('close', cut);
  return { isStuck: () => stuck, cut };
}

function repliedBy(trouble: PlannedTrouble | undefined, request: LdapMessage): Buffer | undefined {
  if (trouble?.kind === 'bytes') return trouble.make(request);
  if (trouble?.kind === 'lying-writes' && WRITES.has(request.op)) return answer(request, 0);
  const isMeant = trouble?.kind === 'code' && (trouble.asks?.(request) ?? true);
  return isMeant ? answer(request, trouble.code) : undefined;
}

function edited(shared: Shared, entries: readonly LdapMessage[]): readonly LdapMessage[] {
  const { trouble } = shared;
  if (trouble?.kind !== 'edit') return entries;
  shared.edited += 1;
  return trouble.edit(entries, shared.edited);
}
