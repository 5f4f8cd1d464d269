// A fault that is planted in any adapter: its good connection is spoiled, on its own server, so that a law must break there too.
import type { AdapterPorts, Change, Connection, Outcome } from '../../../shared/ports/adapter.ts';
import type { World } from '../world.ts';

/** What a spoiled connection may use: the adapter itself, what it was given, and the back door of its world. */
export interface Ground {
  readonly world: World;
  readonly ports: AdapterPorts;
  /** Another good connection of the same adapter. */
  connect(ports?: AdapterPorts): Connection;
}

export interface Planted {
  /** Goes on from "an adapter that ...". */
  readonly name: string;
  /** Beginnings of the names of laws that it must break on every adapter, each with what the law must say of it. */
  readonly breaks: { readonly [law: string]: RegExp };
  spoil(good: Connection, ground: Ground): Connection;
}

/** The same world with the fault in it. `release` closes what the bad connections left open. */
export function plantedIn(
  world: World,
  { spoil }: Planted,
): { readonly world: World; readonly release: () => Promise<void> } {
  const opened: Connection[] = [];
  const connect: World['adapter']['connect'] = (config, ports) => {
    const another = (given = ports): Connection => {
      const connection = world.adapter.connect(config, given);
      opened.push(connection);
      return connection;
    };
    return spoil(another(), { world, ports, connect: another });
  };
  return {
    world: { ...world, adapter: { ...world.adapter, connect } },
    release: async () => void (await Promise.all(opened.map((connection) => connection.close()))),
  };
}

type Asked = Parameters<Connection['apply']>[0];
type Verb = Change['kind'];

/** Spoils one verb of `apply`; the others stay good. */
export function applying<Kind extends Verb>(
  kind: Kind,
  bad: (asked: Asked & { readonly change: Extract<Change, { kind: Kind }> }, by: Spoiler) => Promise<Outcome>,
): Planted['spoil'] {
  return (good, ground) => ({
    ...good,
    apply: (asked) => (isOf(kind, asked) ? bad(asked, { good, ground }) : good.apply(asked)),
  });
}

interface Spoiler {
  readonly good: Connection;
  readonly ground: Ground;
}

function isOf<Kind extends Verb>(
  kind: Kind,
  asked: Asked,
): asked is Asked & { readonly change: Extract<Change, { kind: Kind }> } {
  return asked.change.kind === kind;
}

/** Spoils every outcome of `apply`. */
export function answering(
  bad: (outcome: Outcome, asked: Asked, by: Spoiler) => Outcome | Promise<Outcome>,
): Planted['spoil'] {
  return (good, ground) => ({
    ...good,
    apply: async (asked) => bad(await good.apply(asked), asked, { good, ground }),
  });
}
