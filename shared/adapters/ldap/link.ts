// One connection to the directory that can be cut at any moment, encrypted before anything is said, and never made twice.
import net from 'node:net';
import tls from 'node:tls';
import { Client, ResultCodeError } from 'ldapts';
import type { LdapConfig } from './config.ts';
import { Faulted, faultOfCode, systemCode } from './faults.ts';
import { onlyMessages } from './framing.ts';

export interface Link {
  /** Runs one call; a break, an abort and a refusal become `Faulted`, result codes in `expects` are answered. */
  run<T>(call: LinkCall<T>): Promise<T | number>;
  isOpen(): boolean;
  /** Says good-bye and ends it. */
  leave(): void;
  /** Ends it without a farewell; what waits for it rejects. */
  cut(): void;
}

interface LinkCall<T> {
  readonly signal: AbortSignal;
  /** Whether a break leaves the outcome unknown. */
  readonly writes: boolean;
  readonly expects?: readonly number[];
  send(client: Client): Promise<T>;
}

/** Sockets of one connection: with StartTLS two, one inside the other. */
interface Sockets {
  readonly all: net.Socket[];
  spoilt: boolean;
}

/** Connects and encrypts; nobody is logged in yet. Throws `Faulted`. */
export async function openLink(config: LdapConfig, signal: AbortSignal): Promise<Link> {
  const sockets: Sockets = { all: [], spoilt: false };
  const client = clientOf(config, sockets);
  const link = linkOver(client, sockets);
  if (isSecure(config) || config.tls === 'off') return link;
  const send = (): Promise<void> => client.startTLS(tlsOptions(config));
  const refused = await link.run({ signal, writes: false, expects: NO_TLS, send });
  if (refused === undefined) return link;
  link.cut();
  throw new Faulted({ kind: 'denied', detail: 'the server does not encrypt' });
}

/** "Protocol error" is what a server without StartTLS says (RFC 4511, 4.14.1); "unwilling" one that is told not to. */
const NO_TLS = [2, 53];

function linkOver(client: Client, sockets: Sockets): Link {
  const cut = (): void => {
    for (const socket of sockets.all) socket.destroy();
  };
  const isOpen = (): boolean => sockets.all.every((socket) => !socket.destroyed);
  return {
    isOpen,
    cut,
    leave: () => {
      client.unbind().catch(() => undefined);
    },
    run: async ({ signal, writes, expects, send }) => {
      if (signal.aborted) throw new Faulted({ kind: 'unavailable', detail: 'given up before the call' });
      if (!isOpen()) throw new Faulted({ kind: 'unavailable', detail: 'the connection is gone' });
      try {
        return await untilAborted(signal, cut, () => send(client));
      } catch (error) {
        if (error instanceof ResultCodeError && !sockets.spoilt) {
          if (expects?.includes(error.code)) return error.code;
          throw new Faulted(faultOfCode(error.code, { writes }));
        }
        const broken = !isOpen() || signal.aborted;
        cut();
        if (sockets.spoilt || !broken) throw new Faulted({ kind: 'contractBreach', detail: 'the answer is no LDAP' });
        throw new Faulted({ kind: writes ? 'unknownOutcome' : 'unavailable', detail: systemCode(error) });
      }
    },
  };
}

/** The library has no way to give up a call: the connection goes, and the wait ends at once. */
async function untilAborted<T>(signal: AbortSignal, cut: () => void, call: () => Promise<T>): Promise<T> {
  const { promise: given, reject } = Promise.withResolvers<never>();
  const stop = (): void => {
    cut();
    reject(new Error('given up'));
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([call(), given]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** ldapts connects again by itself, without a log-in, and would then read as anybody: a second connection is refused. */
function clientOf(config: LdapConfig, sockets: Sockets): Client {
  const watched = <S extends net.Socket>(socket: S): S => {
    sockets.all.push(socket);
    onlyMessages(socket, () => {
      sockets.spoilt = true;
      for (const each of sockets.all) each.destroy();
    });
    return socket;
  };
  const once = (): void => {
    if (sockets.all.length > 0) throw new Error('the connection is gone');
  };
  const plain = (port: number, host: string): net.Socket => {
    once();
    return watched(net.connect(port, host));
  };
  const secure = (at: number | tls.ConnectionOptions, host?: string): tls.TLSSocket => {
    if (typeof at !== 'number') return watched(tls.connect(at));
    once();
    return watched(tls.connect(at, host, tlsOptions(config)));
  };
  return new Client({
    url: config.url,
    ...(isSecure(config) ? { tlsOptions: tlsOptions(config) } : {}),
    createConnection: plain as typeof net.connect,
    createSecureConnection: secure as typeof tls.connect,
  });
}

const isSecure = (config: LdapConfig): boolean => config.url.startsWith('ldaps:');

/** Certificate and host name are always checked. */
function tlsOptions(config: LdapConfig): tls.ConnectionOptions {
  const host = new URL(config.url).hostname.replace(/^\[|\]$/g, '');
  const servername = net.isIP(host) ? {} : { servername: host };
  return {
    host,
    ...servername,
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    ...(config.ca ? { ca: config.ca } : {}),
  };
}
