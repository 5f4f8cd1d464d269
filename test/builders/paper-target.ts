// A target of the test company: the paper target of the adapters' laws, with troubles that the test switches on and off.
import type { Capabilities, Connection } from '../../shared/ports/adapter.ts';
import { paperAdapter } from '../adapters/paper/paper-adapter.ts';
import { goodHabits } from '../adapters/paper/paper-habits.ts';
import { type PaperAccount, type PaperServer, startPaperServer } from '../adapters/paper/paper-server.ts';

export interface PaperTarget {
  readonly connection: Connection;
  readonly server: PaperServer;
  /** `apply` and `read` with the moment of each call. */
  readonly calls: { readonly verb: 'apply' | 'read'; readonly at: number; readonly person: string }[];
  /** Every account of a person, ours by its mark. */
  accounts(person: string): readonly PaperAccount[];
}

export interface PaperTargetOptions {
  readonly capabilities?: Partial<Capabilities>;
  /** Changes the connection: delays, lies, hooks. */
  readonly bend?: (connection: Connection) => Connection;
}

type Ports = Parameters<ReturnType<typeof paperAdapter>['connect']>[1];

/** A target that behaves, until `server.trouble` is set. */
export function paperTarget(
  ports: Omit<Ports, 'secret'>,
  { capabilities = {}, bend }: PaperTargetOptions,
): PaperTarget {
  const server = startPaperServer();
  const calls: PaperTarget['calls'] = [];
  const plain = paperAdapter(server, goodHabits).connect(undefined, { ...ports, secret: async () => [server.token] });
  const connection = bend ? bend(plain) : plain;
  const note = (verb: 'apply' | 'read', person: string) => calls.push({ verb, person, at: ports.clock.now() });
  return {
    server,
    calls,
    accounts: (person) => [...server.accounts.values()].filter((account) => account.person === person),
    connection: {
      ...connection,
      capabilities: { ...connection.capabilities, ...capabilities },
      read: (request) => {
        for (const { person } of request.refs) note('read', person);
        return connection.read(request);
      },
      apply: (request) => {
        note('apply', request.change.ref.person);
        return connection.apply(request);
      },
    },
  };
}
