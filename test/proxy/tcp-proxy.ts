// A TCP proxy of ours, for targets that do not speak HTTP: it cuts, stalls and refuses, by what the client sends.
import net from 'node:net';

/**
 * | kind | what holds until `heal` |
 * |---|---|
 * | `silent` | bytes of the client are taken and go nowhere, from the first chunk that matches on |
 * | `cut-reply` | a chunk that matches reaches the server; when the server answers it, the connection is reset instead |
 */
export interface TcpTrouble {
  readonly kind: 'silent' | 'cut-reply';
  /** Seen on what the client sends (as latin1 text); without it, every chunk. */
  readonly matches?: RegExp;
}

export interface TcpProxy {
  readonly port: number;
  plant(trouble: TcpTrouble): void;
  /** Connections are refused, open ones reset, until `heal`. */
  refuse(): Promise<void>;
  heal(): Promise<void>;
  openConnections(): number;
  stop(): Promise<void>;
}

/** Starts a proxy on 127.0.0.1 in front of `target`. */
export async function startTcpProxy(target: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
  const sockets = new Set<net.Socket>();
  let trouble: TcpTrouble | undefined;

  const join = (client: net.Socket) => {
    const server = net.connect(target);
    let struck: TcpTrouble['kind'] | undefined;
    sockets.add(client);
    client.on('data', (chunk) => {
      if (trouble && (trouble.matches?.test(chunk.toString('latin1')) ?? true)) struck = trouble.kind;
      if (struck === 'silent' && trouble) return;
      server.write(chunk);
    });
    server.on('data', (chunk) => {
      if (struck === 'cut-reply') return void client.resetAndDestroy();
      client.write(chunk);
    });
    const end = () => {
      sockets.delete(client);
      client.destroy();
      server.destroy();
    };
    for (const side of [client, server]) side.on('close', end).on('error', end);
  };

  const listener = net.createServer(join);
  const listen = (port: number) => new Promise<void>((done) => void listener.listen(port, '127.0.0.1', done));
  const shut = async () => {
    if (!listener.listening) return;
    const closed = new Promise((done) => void listener.close(done));
    for (const socket of sockets) socket.resetAndDestroy();
    await closed;
  };
  await listen(0);
  const { port } = listener.address() as net.AddressInfo;

  return {
    port,
    plant: (planted) => {
      trouble = planted;
    },
    refuse: shut,
    heal: async () => {
      trouble = undefined;
      if (!listener.listening) await listen(port);
    },
    openConnections: () => sockets.size,
    stop: shut,
  };
}
