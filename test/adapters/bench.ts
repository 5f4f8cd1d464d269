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

/** The world of a law, its connections, and all that was said on them. */
interface Stand {
  readonly world: World;
  readonly main: Connection;
  readonly said: string[];
  note<T>(what: string, value: T): T;
  connect(secrets?: readonly string[]): Connection;
  close(): Promise<void>;
}

/** Everything that one law needs; `close()` it afterwards. */
export function openBench(world: World): Bench {
  const stand = openStand(world);
  const { main, connect } = stand;
  const wish: Bench['wish'] = (ref, entitlements = []) => main.canonical(fullWish(ref.userName, entitlements));
  return {
    world,
    said: () => stand.said.join('\n'),
    connect,
    person: (label) => personNamed(world, label),
    wish,
    ...actingOn(stand, wish),
    ...lookingAt(stand),
    plant: async (trouble) => here(world.troubles[trouble])(),
    need: here,
    close: async () => {
      await world.heal();
      await stand.close();
    },
  };
}

function openStand(world: World): Stand {
  const said: string[] = [];
  const open: Connection[] = [];
  const config = world.adapter.config.parse(world.config);
  const log = (event: string, fields?: object) => void said.push(`log ${event} ${JSON.stringify(fields ?? {})}`);
  const connect = (secrets: readonly string[] = [world.secret.good]) => {
    const connection = world.adapter.connect(config, portsWith(secrets, log));
    open.push(connection);
    return connection;
  };
  const note = <T>(what: string, value: T): T => {
    said.push(`${what} ${JSON.stringify(value)}`);
    return value;
  };
  const close = async () => void (await Promise.all(open.map((connection) => connection.close())));
  return { world, main: connect(), said, note, connect, close };
}

function actingOn({ main, note }: Stand, wishOf: Bench['wish']): Pick<Bench, 'apply' | 'ensure' | 'hire'> {
  let calls = 0;
  const apply: Bench['apply'] = async (change, { on = main, signal = AbortSignal.timeout(PATIENCE_MS) } = {}) => {
    calls += 1;
    const key = `acme/${change.ref.person}/target/${calls}`;
    return note('outcome', await on.apply({ change, key, signal }));
  };
  const ensure: Bench['ensure'] = (ref, wish, revoke = []) =>
    apply({ kind: 'ensure', ref, profile: wish.profile, grant: wish.entitlements, revoke });
  const hire: Bench['hire'] = async (ref, entitlements = []) => {
    const outcome = await ensure(ref, wishOf(ref, entitlements));
    return { ...ref, remoteId: remoteIdOf(outcome) };
  };
  return { apply, ensure, hire };
}

function lookingAt({
  main,
  note,
  world,
}: Stand): Pick<Bench, 'read' | 'holds' | 'scan' | 'only' | 'marked' | 'settle'> {
  const settle = () => sleep(main.capabilities.readLagMs);
  const read: Bench['read'] = async (ref) => {
    await settle();
    const answer = await main.read({ refs: [ref], signal: AbortSignal.timeout(PATIENCE_MS) });
    assert.equal(answer.kind, 'readings', `read answered ${JSON.stringify(answer)}`);
    assert.equal(answer.readings.length, 1, 'one reading for one ref');
    return answer.readings[0] as Reading;
  };
  const scan: Bench['scan'] = async (on = main) => {
    await settle();
    return await walk(on, note);
  };
  return {
    read,
    scan,
    settle,
    holds: async (ref, wish) => assert.deepEqual(missing(wish, await read(ref)), []),
    only: async (userName) => {
      const found = await world.direct.named(userName);
      assert.equal(found.length, 1, `exactly one account of that name at the server, not ${found.length}`);
      return found[0] as DirectAccount;
    },
    marked: async (ref) =>
      (await scan()).accounts.filter(({ person }) => person === ref.person).map(({ remoteId }) => remoteId),
  };
}

function here<T>(part: T | NotHere): T {
  if (isHere(part)) return part;
  throw new NotApplicable(part.notHere);
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
