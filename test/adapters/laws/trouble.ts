// Every kind of trouble becomes its own fault; none is taken for absence, and none makes a second account.
import assert from 'node:assert/strict';
import { judge } from '../../../shared/core/verify.ts';
import type { AccountRef, AccountState } from '../../../shared/model/access.ts';
import type { FaultKind } from '../../../shared/model/fault.ts';
import type { Change } from '../../../shared/ports/adapter.ts';
import { type Bench, faultOf, NotApplicable, worked } from '../bench.ts';
import type { Law } from '../law.ts';
import { isHere, type Trouble, troubles } from '../world.ts';

const onEveryCall: readonly {
  readonly trouble: Trouble;
  readonly faults: readonly FaultKind[];
  readonly says: string;
}[] = [
  { trouble: 'throttled-seconds', faults: ['throttled'], says: 'a 429 is throttled, with the wait in seconds' },
  { trouble: 'throttled-date', faults: ['throttled'], says: 'a 429 is throttled, with the wait as a date' },
  { trouble: 'unavailable', faults: ['unavailable'], says: 'a target that is down for now is unavailable' },
  {
    trouble: 'server-error',
    faults: ['unavailable', 'unknownOutcome'],
    says: 'an error inside the target is a fault that retries',
  },
  { trouble: 'refused', faults: ['unavailable'], says: 'a refused connection is unavailable' },
  { trouble: 'unauthenticated', faults: ['denied'], says: 'a refused credential is denied' },
  { trouble: 'forbidden', faults: ['denied'], says: 'a missing permission is denied' },
  { trouble: 'garbage', faults: ['contractBreach'], says: 'a success with a cut body is a breach of contract' },
  { trouble: 'html', faults: ['contractBreach'], says: 'a success with a log-in page is a breach of contract' },
];

const mapped: readonly Law[] = onEveryCall.map(({ trouble, faults, says }) => ({
  name: `${says}, on apply, read, scan and probe`,
  run: async (bench) => {
    const hired = await bench.hire(bench.person('mapped'));
    await bench.plant(trouble);
    const connection = bench.connect();
    const signal = AbortSignal.timeout(10_000);
    const answers = [
      await bench.apply(ensuring(bench, bench.person('new'))),
      await bench.apply({ kind: 'suspend', ref: hired, revoke: [] }),
      await connection.read({ refs: [hired], signal }),
      await connection.scan({ signal }),
      { kind: 'fault', fault: await connection.probe(signal) },
    ].map(faultOf);
    for (const fault of answers) {
      assert.ok(faults.includes(fault.kind), `expected ${faults.join(' or ')}, got ${JSON.stringify(fault)}`);
      if (fault.kind === 'throttled') assert.ok(Math.abs((fault.retryAfterMs ?? 0) - 7000) <= 2000, 'waits about 7 s');
    }
    await bench.world.heal();
    assert.equal((await bench.only(hired.userName)).active, true, 'nothing was done');
  },
}));

const notHammered: Law = {
  name: 'a target that refuses is not hammered',
  run: async (bench) => {
    const calls = bench.need(bench.world.calls);
    for (const trouble of ['throttled-seconds', 'unavailable', 'server-error'] as const) {
      if (!isHere(bench.world.troubles[trouble])) continue;
      await bench.plant(trouble);
      const before = calls();
      await bench.apply(ensuring(bench, bench.person('hammer')));
      assert.ok(calls() - before <= 2, `${calls() - before} calls for one refused change under ${trouble}`);
      await bench.world.heal();
    }
  },
};

/** The four writes, each with a state to start from and a look at the end of it all. */
const writes: readonly {
  readonly verb: string;
  before(bench: Bench): Promise<AccountRef>;
  change(bench: Bench, ref: AccountRef): Change;
  done(bench: Bench, ref: AccountRef): Promise<void>;
}[] = [
  {
    verb: 'create',
    before: async (bench) => bench.person('lost'),
    change: ensuring,
    done: async (bench, ref) => {
      await bench.holds(ref, bench.wish(ref));
      assert.deepEqual(await bench.marked(ref), [(await bench.only(ref.userName)).id], 'one account');
    },
  },
  {
    verb: 'grant',
    before: (bench) => bench.hire(bench.person('lost')),
    change: (bench, ref) => ensuring(bench, ref, [bench.world.entitlements[0]]),
    done: async (bench, ref) => bench.holds(ref, bench.wish(ref, [bench.world.entitlements[0]])),
  },
  {
    verb: 'suspend',
    before: (bench) => bench.hire(bench.person('lost')),
    change: (_, ref) => ({ kind: 'suspend', ref, revoke: [] }),
    done: async (bench, ref) => assert.equal((await bench.only(ref.userName)).active, false),
  },
  {
    verb: 'remove',
    before: (bench) => bench.hire(bench.person('lost')),
    change: (_, ref) => ({ kind: 'remove', ref }),
    done: async (bench, ref) => assert.deepEqual(await bench.world.direct.named(ref.userName), []),
  },
];

const lostReplies: readonly Law[] = writes.map(({ verb, before, change, done }) => ({
  name: `a ${verb} that took effect and whose reply was lost is an unknown outcome, and tried again it is done once`,
  run: async (bench) => {
    onlyWithVerb(bench, verb);
    const ref = await before(bench);
    await bench.plant('lost-reply');
    const lost = await bench.apply(change(bench, ref));
    assert.equal(faultOf(lost).kind, 'unknownOutcome');
    await bench.world.heal();
    worked(await bench.apply(change(bench, ref)));
    await bench.settle();
    await done(bench, ref);
    if (verb !== 'remove') await bench.only(ref.userName);
  },
}));

const timeouts: readonly Law[] = writes.map(({ verb, before, change, done }) => ({
  name: `a ${verb} that is not answered in time is an unknown outcome, and tried again it is done once`,
  run: async (bench) => {
    onlyWithVerb(bench, verb);
    const ref = await before(bench);
    await bench.plant('silent-writes');
    assert.equal(await givenUp(bench, change(bench, ref)), 'unknownOutcome');
    await bench.world.heal();
    worked(await bench.apply(change(bench, ref)));
    await bench.settle();
    await done(bench, ref);
  },
}));

const neverAbsence: readonly Law[] = troubles
  .filter((trouble) => !trouble.startsWith('list-'))
  .map((trouble) => ({
    name: `trouble is never taken for absence: ${trouble}`,
    run: async (bench) => {
      const leavesReads = ['silent-writes', 'lost-reply', 'lying-writes'].includes(trouble);
      const hired = await bench.hire(bench.person('present'));
      await bench.plant(trouble);
      const connection = bench.connect();
      const answer = await connection.read({ refs: [hired], signal: AbortSignal.timeout(150) });
      const reading = answer.kind === 'readings' ? answer.readings[0] : undefined;
      assert.notEqual(reading?.kind, 'absent', 'the account is there');
      if (!leavesReads) assert.notEqual(reading?.kind, 'found', 'nothing can be seen');
      const page = await connection.scan({ signal: AbortSignal.timeout(150) });
      if (!leavesReads) assert.ok(page.kind === 'fault' || !page.certificate, 'no proof that a scan saw everything');
    },
  }));

const lies: Law = {
  name: 'a success that did nothing is caught by reading back',
  run: async (bench) => {
    const [one] = bench.world.entitlements;
    const hired = await bench.hire(bench.person('lied'));
    const judged = async (ref: AccountRef, account: AccountState, entitlements: readonly string[]) => {
      const { profile } = bench.wish(ref);
      const wish = { account, entitlements, profile: '' };
      return judge({ wish, gone: [], profile }, await bench.read(ref)).kind;
    };
    await bench.plant('lying-writes');
    await bench.ensure(hired, bench.wish(hired, [one]));
    assert.equal(await judged(hired, 'active', [one]), 'unmet', 'the grant is not there');
    await bench.apply({ kind: 'suspend', ref: hired, revoke: [] });
    assert.equal(await judged(hired, 'suspended', []), 'unmet', 'the suspension is not there');
    const ref = bench.person('liednew');
    await bench.ensure(ref, bench.wish(ref));
    assert.equal(await judged(ref, 'active', []), 'unmet', 'the account is not there');
    await bench.world.heal();
    await bench.ensure(hired, bench.wish(hired, [one]));
    assert.equal(await judged(hired, 'active', [one]), 'met', 'and what was done is met');
  },
};

/** The fault of a change that is not answered. On a slow machine a call may be given up before its write was sent. */
async function givenUp(bench: Bench, change: Change): Promise<FaultKind> {
  for (const patienceMs of [150, 1000]) {
    const { kind } = faultOf(await bench.apply(change, { signal: AbortSignal.timeout(patienceMs) }));
    if (kind !== 'unavailable') return kind;
  }
  return 'unavailable';
}

function ensuring(bench: Bench, ref: AccountRef, entitlements: readonly string[] = []): Change {
  const wish = bench.wish(ref, entitlements);
  return { kind: 'ensure', ref, profile: wish.profile, grant: wish.entitlements, revoke: [] };
}

function onlyWithVerb(bench: Bench, verb: string): void {
  if ((verb === 'suspend' || verb === 'remove') && !bench.connect().capabilities.verbs.includes(verb))
    throw new NotApplicable(`the capabilities declare no ${verb}`);
}

export const troubleLaws: readonly Law[] = [...mapped, notHammered, ...lostReplies, ...timeouts, ...neverAbsence, lies];
