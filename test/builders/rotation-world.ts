// A secret with both of its sides in memory: who checks it, who shows it, and a rotating process that can be killed at any call.
import { type NamedSecret, secretsOf } from '../../shared/core/secret-catalogue.ts';
import { Settings } from '../../shared/model/settings.ts';
import type { Connection, OwnCredential } from '../../shared/ports/adapter.ts';
import type { RotatePorts } from '../../shared/steps/rotation-course.ts';
import { storedRotor } from '../../shared/steps/rotors.ts';
import { noteUses } from '../../shared/steps/secret-use.ts';
import { type MemorySecrets, memorySecrets } from '../memory/memory-secrets.ts';
import { aCompany, type Company } from './a-company.ts';

/** `setter`: we choose the value and tell the target (PostgreSQL); `issuer`: the target makes it; `sender`: others show it to us. */
export type Style = 'setter' | 'issuer' | 'sender';

/** Where a process dies: at the call of this number, before it has its effect or after. */
export interface Death {
  readonly at: number;
  readonly phase: 'before' | 'after';
}

export interface Process {
  readonly ports: RotatePorts;
  /** Resolves when it is killed. */
  readonly dead: Promise<'dead'>;
  /** Calls so far. */
  calls(): number;
}

export type RotationWorld = Awaited<ReturnType<typeof rotationWorld>>;

const MEMORY_MS = 30_000;

function settingsFor(style: Style) {
  const hr = { vendor: 'plain', people: 'staff', owns: ['*'] };
  const mine = style === 'sender' ? { hr: { ...hr, secret: 's' } } : { hr };
  const targets = style === 'sender' ? {} : { app: { adapter: 'paper', secret: 's' } };
  return Settings.parse({ tenant: 'acme', sources: mine, targets });
}

export async function rotationWorld(style: Style, { follows = true } = {}) {
  const company = await aCompany();
  const settings = settingsFor(style);
  const secrets = memorySecrets({ s: 'v0' }, { clock: company.clock });
  const world = { company, settings, secrets, side: otherSide(), failures: [] as string[] };
  const traffic = style === 'sender' ? sendersTraffic(world, follows) : ourTraffic(world);
  return {
    ...world,
    clock: company.clock,
    traffic,
    process: (death?: Death) => processOf(world, { style, traffic, death }),
    secret: secretsOf(settings).find(({ name }) => name === 's') as NamedSecret,
    acts: () => company.rows('secret', 's').map(({ act }) => act),
  };
}

interface Sides {
  readonly company: Company;
  readonly settings: Settings;
  readonly secrets: MemorySecrets;
  readonly side: Side;
  readonly failures: string[];
}

/** Every process of ours that knows the secret, even from half a minute ago, gets in there. */
function ourTraffic({ company: { clock }, secrets, side, failures }: Sides): () => Promise<void> {
  const remembered: { readonly value: string; readonly until: number }[] = [];
  return async () => {
    const [value = ''] = await secrets.shown('s');
    remembered.push({ value, until: clock.now() + MEMORY_MS });
    for (const shown of remembered)
      if (shown.until >= clock.now() && !side.taken.has(shown.value)) failures.push(`${shown.value} was refused`);
  };
}

/** What the sender uses is taken by us, and noted. */
function sendersTraffic({ company, settings, secrets, side, failures }: Sides, follows: boolean): () => Promise<void> {
  const note = noteUses({ ...company.pipeline, settings }, secrets.versionOf);
  return async () => {
    const live = await secrets.live('s');
    if (follows) side.uses = live[0] ?? '';
    if (live.includes(side.uses)) await note('s', side.uses);
    else failures.push(`${side.uses} was refused`);
  };
}

interface Running {
  readonly style: Style;
  readonly traffic: () => Promise<void>;
  readonly death?: Death | undefined;
}

type Mortal = <A extends readonly unknown[], T>(call: (...args: A) => Promise<T>) => (...args: A) => Promise<T>;

function processOf(world: Sides, { style, traffic, death }: Running): Process {
  const { promise: dead, resolve } = Promise.withResolvers<'dead'>();
  let count = 0;
  const dies = (number: number, phase: Death['phase']) => death?.at === number && death.phase === phase;
  const die = (): Promise<never> => {
    resolve('dead');
    return new Promise(() => undefined);
  };
  const mortal: Mortal =
    (call) =>
    async (...args) => {
      count += 1;
      const number = count;
      if (dies(number, 'before')) return die();
      const answer = await call(...args);
      await traffic();
      return dies(number, 'after') ? die() : answer;
    };
  return { ports: portsOf(world, style, mortal), dead, calls: () => count };
}

function portsOf({ company, settings, secrets, side }: Sides, style: Style, mortal: Mortal): RotatePorts {
  const { table, pipeline } = company;
  const own = ownCredential(side, style);
  const rotate = own && { create: mortal(own.create), set: mortal(own.set), end: mortal(own.end) };
  const ports: RotatePorts = {
    ...pipeline,
    settings,
    table: { ...table, get: mortal(table.get), query: mortal(table.query), write: mortal(table.write) },
    keeper: {
      versions: mortal(secrets.versions),
      value: mortal(secrets.value),
      prepare: mortal(secrets.prepare),
      promote: mortal(secrets.promote),
      retire: mortal(secrets.retire),
    },
    random: (bytes) => new Uint8Array(bytes).fill(7),
    source: (name) => withNewSecret(pipeline.source(name)),
    target: () => rotate && ({ rotate } as unknown as Connection),
    candidate: (_, value) => candidate(mortal(async () => side.probe(value))),
    rotor: (secret) => (secret.name === 's' ? storedRotor(ports, secret) : undefined),
  };
  return ports;
}

/** What the other side takes, and what it uses itself. */
function otherSide() {
  return {
    taken: new Set(['v0']),
    /** By the id under which it was issued. */
    issued: new Map<string, string>(),
    uses: 'v0',
    count: 0,
    /** Every new value is wrong, as after a slip of a hand at the target. */
    isBroken: false,
    isDown: false,
    probe(value: string) {
      if (this.isDown) return { kind: 'unavailable' as const };
      return this.taken.has(value) && !this.isBroken ? undefined : { kind: 'denied' as const };
    },
  };
}

type Side = ReturnType<typeof otherSide>;

function ownCredential(side: Side, style: Style): OwnCredential | undefined {
  if (style === 'sender') return undefined;
  return {
    create: async ({ id, current }) => {
      if (!side.taken.has(current)) return { kind: 'fault', fault: { kind: 'denied' } };
      side.count += 1;
      const value = `v${side.count}`;
      if (style === 'issuer') {
        side.taken.delete(side.issued.get(id) ?? '');
        side.issued.set(id, value);
        side.taken.add(value);
      }
      return { kind: 'made', value };
    },
    set: async ({ next }) => {
      side.taken.add(next);
      return undefined;
    },
    end: async ({ old }) => {
      side.taken.delete(old);
      return undefined;
    },
  };
}

function candidate(probe: Connection['probe']): Connection {
  return { probe, close: async () => undefined } as unknown as Connection;
}

function withNewSecret(configured: ReturnType<RotatePorts['source']>): ReturnType<RotatePorts['source']> {
  const newSecret = (random: Uint8Array) => `made-${random[0]}`;
  return configured && { ...configured, source: { ...configured.source, newSecret } };
}
