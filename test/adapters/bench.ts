// What one law works with: connections that are closed afterwards, people of its own, and every word the adapter said.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AccountRef, Reading, Wish } from '../../shared/model/access.ts';
import type { Fault } from '../../shared/model/fault.ts';
import type {
  AdapterPorts,
  Change,
  Connection,
  Outcome,
  ScannedAccount,
  ScanPage,
} from '../../shared/ports/adapter.ts';
import { missing } from './judge.ts';
import { type DirectAccount, isHere, type NotHere, type Trouble, type World } from './world.ts';

/** Thrown by a law that cannot be asked of this target; the message says why. */
export class NotApplicable extends Error {}

export interface Bench {
  readonly world: World;
  /** Every outcome, fault and log line so far, as text: to look for what must not be there. */
  said(): string;
  connect(secrets?: readonly string[]): Connection;
  /** A person nobody else in the suite is. */
  person(label: string): AccountRef;
  /** A full wish for the account, in the target's own spelling. */
  wish(ref: AccountRef, entitlements?: readonly string[]): Wish;
  apply(change: Change, options?: { on?: Connection; signal?: AbortSignal }): Promise<Outcome>;
  ensure(ref: AccountRef, wish: Wish, revoke?: readonly string[]): Promise<Outcome>;
  /** Ensures and insists that it worked; answers the ref with the remote id. */
  hire(ref: AccountRef, entitlements?: readonly string[]): Promise<AccountRef & { readonly remoteId: string }>;
  /** One reading, after the target's declared lag. */
  read(ref: AccountRef): Promise<Reading>;
  /** Reads and insists on the wish. */
  holds(ref: AccountRef, wish: Wish): Promise<void>;
  scan(on?: Connection): Promise<Scan>;
  only(userName: string): Promise<DirectAccount>;
  /** The ids of all accounts that carry our mark for this person, by a scan. */
  marked(ref: AccountRef): Promise<readonly string[]>;
  plant(trouble: Trouble): Promise<void>;
  /** A part of the world, or the law is not applicable. */
  need<T>(part: T | NotHere): T;
  settle(): Promise<void>;
  close(): Promise<void>;
}

export interface Scan {
  readonly accounts: readonly ScannedAccount[];
  readonly pages: number;
  readonly last: ScanPage;
}

const PATIENCE_MS = 20_000;
const MOST_PAGES = 500;

/** Everything that one law needs; `close()` it afterwards. */
export function openBench(world: World): Bench {
  const said: string[] = [];
  const open: Connection[] = [];
  const config = world.adapter.config.parse(world.config);
  const log = (event: string, fields?: object) => void said.push(`log ${event} ${JSON.stringify(fields ?? {})}`);
  const note = <T>(what: string, value: T): T => {
    said.push(`${what} ${JSON.stringify(value)}`);
    return value;
  };
  const connect = (secrets: readonly string[] = [world.secret.good]) => {
    const connection = world.adapter.connect(config, portsWith(secrets, log));
    open.push(connection);
    return connection;
  };
  const main = connect();
  let calls = 0;

  const bench: Bench = {
    world,
    said: () => said.join('\n'),
    connect,
    person: (label) => personNamed(world, label),
    wish: (ref, entitlements = []) => main.canonical(fullWish(ref.userName, entitlements)),
    apply: async (change, { on = main, signal = AbortSignal.timeout(PATIENCE_MS) } = {}) => {
      calls += 1;
      const key = `acme/${change.ref.person}/target/${calls}`;
      const outcome = await on.apply({ change, key, signal });
      return note('outcome', outcome);
    },
    ensure: (ref, wish, revoke = []) =>
      bench.apply({ kind: 'ensure', ref, profile: wish.profile, grant: wish.entitlements, revoke }),
    hire: async (ref, entitlements = []) => {
      const outcome = await bench.ensure(ref, bench.wish(ref, entitlements));
      return { ...ref, remoteId: remoteIdOf(outcome) };
    },
    read: async (ref) => {
      await bench.settle();
      const answer = await main.read({ refs: [ref], signal: AbortSignal.timeout(PATIENCE_MS) });
      assert.equal(answer.kind, 'readings', `read answered ${JSON.stringify(answer)}`);
      assert.equal(answer.readings.length, 1, 'one reading for one ref');
      return answer.readings[0] as Reading;
    },
    holds: async (ref, wish) => assert.deepEqual(missing(wish, await bench.read(ref)), []),
    scan: async (on = main) => {
      await bench.settle();
      return walk(on, note);
    },
    only: async (userName) => {
      const found = await world.direct.named(userName);
      assert.equal(found.length, 1, `exactly one account of that name at the server, not ${found.length}`);
      return found[0] as DirectAccount;
    },
    marked: async (ref) =>
      (await bench.scan()).accounts.filter(({ person }) => person === ref.person).map(({ remoteId }) => remoteId),
    plant: async (trouble) => bench.need(world.troubles[trouble])(),
    need: (part) => {
      if (isHere(part)) return part;
      throw new NotApplicable(part.notHere);
    },
    settle: () => sleep(main.capabilities.readLagMs),
    close: async () => {
      await world.heal();
      await Promise.all(open.map((connection) => connection.close()));
    },
  };
  return bench;
}

/** The fault inside an outcome or answer; fails when there is none. */
export function faultOf(answer: { readonly kind: string; readonly fault?: Fault | undefined }): Fault {
  assert.equal(answer.kind, 'fault', `expected a fault, got ${JSON.stringify(answer)}`);
  return answer.fault as Fault;
}

/** The remote id of an outcome that worked; fails otherwise. */
export function remoteIdOf(outcome: Outcome): string {
  assert.ok(
    outcome.kind === 'changed' || outcome.kind === 'already',
    `expected success, got ${JSON.stringify(outcome)}`,
  );
  assert.ok(outcome.remoteId, 'a successful ensure names the remote id');
  return outcome.remoteId;
}

/** Fails unless the outcome is `changed` or `already`. */
export function worked(outcome: Outcome): void {
  assert.ok(
    outcome.kind === 'changed' || outcome.kind === 'already',
    `expected success, got ${JSON.stringify(outcome)}`,
  );
}

function fullWish(userName: string, entitlements: readonly string[]): Wish {
  const label = (userName.split('@')[0] as string).replaceAll('.', ' ');
  const email = userName.includes('@') ? userName : `${userName}@example.com`;
  return {
    account: 'active',
    entitlements: [...entitlements].sort(),
    profile: { userName, email, givenName: 'Ada', familyName: label, displayName: `Ada ${label}`, title: 'Engineer' },
  };
}

function personNamed(world: World, label: string): AccountRef {
  const unique = randomBytes(5).toString('hex');
  return { person: `hr-${unique}`, userName: (world.userName ?? String)(`${label}.${unique}`) };
}

async function walk(on: Connection, note: <T>(what: string, value: T) => T): Promise<Scan> {
  const accounts: ScannedAccount[] = [];
  let checkpoint: string | undefined;
  for (let pages = 1; pages <= MOST_PAGES; pages += 1) {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const last: ScanPage = await on.scan(checkpoint === undefined ? { signal } : { checkpoint, signal });
    if (last.kind === 'fault') return { accounts, pages, last: note('scan', last) };
    accounts.push(...last.accounts);
    if (last.checkpoint === undefined) return { accounts, pages, last };
    assert.equal(last.certificate, undefined, 'no certificate while there is more');
    checkpoint = last.checkpoint;
  }
  assert.fail(`the scan did not end within ${MOST_PAGES} pages`);
}

function portsWith(secrets: readonly string[], log: (event: string, fields?: object) => void): AdapterPorts {
  return {
    clock: {
      now: () => Date.now(),
      deadline: (ms) => AbortSignal.timeout(ms),
      sleep: async (ms, signal) => void (await sleep(ms, undefined, signal && { signal })),
    },
    ids: { next: () => randomBytes(13).toString('hex'), random: () => Math.random() },
    digest: { sha256: (text) => createHash('sha256').update(text).digest('hex') },
    log: { info: log, warn: log, error: log },
    secret: async () => secrets,
  };
}
