// The ports that a worker's steps are given: every one of their calls is a moment at which anything may happen to it.
import { createHash } from 'node:crypto';
import type { ActivePolicy, Pipeline } from '../../shared/ports/pipeline.ts';
import type { Message } from '../../shared/ports/queue.ts';
import type { Clock, Ids, Log } from '../../shared/ports/runtime.ts';
import type { Vault } from '../../shared/ports/vault.ts';
import { forAll } from '../memory/active-policy.ts';
import { connectionOf } from './connection.ts';
import { faultyTable } from './faulty-table.ts';
import { PUBLISHER } from './oracle-approvals.ts';
import { later, operate, type Process } from './process.ts';
import { wall } from './world.ts';

/** The pipeline of one process. */
export function portsOf(process: Process): Pipeline {
  const { world } = process;
  const connections = new Map([...world.servers].map(([name, server]) => [name, connectionOf(process, server)]));
  return {
    settings: world.settings,
    table: faultyTable(process),
    queues: { send: (messages) => sendAll(process, messages) },
    clock: clockOf(process),
    ids: idsOf(process),
    digest: { sha256 },
    vault: plainVault,
    workflows: { start: async () => undefined },
    log: logOf(process),
    metrics: { add: () => undefined },
    activePolicy:
      world.mix.rollOuts === undefined ? async () => forAll(policyOf(process, world.policy)) : known(process),
    policyVersion: async (version) => (world.policies.has(version) ? policyOf(process, version) : undefined),
    source: (name) => world.vendor.source(name, process),
    target: (name) => connections.get(name),
  };
}

function policyOf({ world }: Process, version: string) {
  const bundle = world.policies.get(version);
  if (!bundle) throw new Error(`no policy ${version}`);
  return { version, bundle, ...(version === 'v2' && { publishedBy: PUBLISHER }) };
}

/** As the wired reader: what is in force is known for five seconds, however much changes. */
function known(process: Process): Pipeline['activePolicy'] {
  const { world } = process;
  let kept: { readonly policy: ActivePolicy; readonly at: number } | undefined;
  return async (since = 0) => {
    const age = wall(world) - (kept?.at ?? 0);
    if (kept && age >= 0 && age < KNOWN_FOR && kept.policy.inForce.v >= since) return kept.policy;
    const { inForce } = world.inForces.at(-1) ?? {};
    if (!inForce) throw new Error('nothing is in force');
    kept = { policy: { inForce, base: policyOf(process, inForce.base.version) }, at: wall(world) };
    return kept.policy;
  };
}

const KNOWN_FOR = 5_000;

const digests = new Map<string, string>();

/** Remembered: histories digest the same few texts again and again. */
export function sha256(text: string): string {
  const known = digests.get(text);
  if (known) return known;
  if (digests.size > 20_000) digests.clear();
  const digest = createHash('sha256').update(text).digest('hex');
  digests.set(text, digest);
  return digest;
}

function sendAll(process: Process, messages: readonly Message[]): Promise<void> {
  const { world } = process;
  const what = `send ${messages.map(({ queue }) => queue).join(' ')}`;
  return operate(process, { kind: 'send', what }, async () => {
    try {
      const now = messages.filter((message) => !isDelayed(process, message));
      await world.queues.send(now);
    } finally {
      world.sent();
    }
  });
}

/** A delayed message reaches its queue when others have long passed it. */
function isDelayed({ world }: Process, message: Message): boolean {
  if (!world.dice.chance(world.mix.delayMessage)) return false;
  world.counts.reorders += 1;
  const ms = world.dice.pick([500, 10_000, 90_000, 600_000]);
  world.timeline.at(world.timeline.now() + ms, () => {
    world.queues.send([message]).catch(() => undefined);
    world.sent();
  });
  return true;
}

function clockOf(process: Process): Clock {
  const { world } = process;
  return {
    now: () => wall(world),
    sleep: (ms) => new Promise((resolve) => later(process, ms, resolve)),
    deadline(ms) {
      const controller = new AbortController();
      later(process, ms, () => controller.abort('deadline'));
      return controller.signal;
    },
  };
}

const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';

function idsOf({ world: { dice, timeline } }: Process): Ids {
  return {
    next: () =>
      timeline.now().toString(32).padStart(10, '0') +
      Array.from({ length: 16 }, () => LETTERS[dice.below(32)]).join(''),
    random: () => dice.roll(),
  };
}

function logOf({ world, name }: Process): Log {
  const write = (event: string, fields: object = {}) =>
    world.journal.note(`${world.timeline.now()} ${name} log ${event} ${JSON.stringify(fields)}`);
  return { info: () => undefined, warn: write, error: write };
}

/** Keeps the text readable, so that an oracle may look; who owns it is kept with it. */
const plainVault: Vault = {
  seal: async (_tenant, owner, text) => `${owner}|${text}`,
  open: async (_tenant, owner, sealed) => {
    if (!sealed.startsWith(`${owner}|`)) throw new Error(`sealed for another owner than ${owner}`);
    return sealed.slice(owner.length + 1);
  },
  erase: async () => undefined,
};
