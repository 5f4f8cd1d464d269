// Manners of an adapter: what it declares it does, it stops when told, and it never tells a secret.
import assert from 'node:assert/strict';
import type { AccountRef, Reading } from '../../../shared/model/access.ts';
import type { Fault } from '../../../shared/model/fault.ts';
import type { Change } from '../../../shared/ports/adapter.ts';
import { type Bench, faultOf, NotApplicable, worked } from '../bench.ts';
import { missing } from '../judge.ts';
import type { Law } from '../law.ts';
import { isHere, troubles } from '../world.ts';

const probes: Law = {
  name: 'a probe tells a good credential from a bad one, and a bad one is denied everywhere',
  run: async (bench) => {
    const signal = AbortSignal.timeout(10_000);
    assert.equal(await bench.connect().probe(signal), undefined);
    const bad = bench.connect([bench.world.secret.wrong]);
    assert.equal((await bad.probe(signal))?.kind, 'denied', 'a bad credential is denied');
    assert.equal(faultOf(await bad.scan({ signal })).kind, 'denied');
    assert.equal(faultOf(await bad.read({ refs: [bench.person('denied')], signal })).kind, 'denied');
    const ref = bench.person('denied');
    assert.equal(faultOf(await bench.apply(ensuring(bench, ref), { on: bad })).kind, 'denied');
    assert.deepEqual(await bench.world.direct.named(ref.userName), []);
  },
};

const rotates: Law = {
  name: 'while a secret is rotated, whichever live value the target takes is found',
  run: async (bench) => {
    const { good, wrong } = bench.world.secret;
    for (const secrets of [
      [wrong, good],
      [good, wrong],
    ]) {
      const connection = bench.connect(secrets);
      assert.equal(await connection.probe(AbortSignal.timeout(10_000)), undefined);
      worked(await bench.apply(ensuring(bench, bench.person('rotate')), { on: connection }));
    }
  },
};

const spelling: Law = {
  name: 'the target’s own spelling of a wish is stable, changes no input, and is what a read shows',
  run: async (bench) => {
    const [one, two] = bench.world.entitlements;
    const connection = bench.connect();
    const ref = bench.person('spelling');
    const plain = bench.wish(ref, [two, one]);
    const odd = { ...plain.profile, userName: ref.userName.toUpperCase(), displayName: '  spaced  ', unheardOf: 'x' };
    const unsorted = { ...plain, entitlements: plain.entitlements.toReversed() };
    for (const wish of [unsorted, { ...plain, profile: odd }, { ...plain, entitlements: [one, one] }]) {
      const before = JSON.stringify(wish);
      const once = connection.canonical(wish);
      assert.deepEqual(connection.canonical(once), once, 'spelling twice is spelling once');
      assert.equal(JSON.stringify(wish), before, 'the input is as it was');
      assert.equal(new Set(once.entitlements).size, once.entitlements.length, 'no entitlement twice');
      assert.deepEqual(once.entitlements, [...once.entitlements].sort(), 'sorted');
    }
    const hired = await bench.hire(ref, [one, two]);
    assert.deepEqual(missing(plain, await bench.read(hired)), []);
  },
};

const inOrder: Law = {
  name: 'many refs are read in their order, those that are not there among them',
  run: async (bench) => {
    const there = [
      await bench.hire(bench.person('order'), [bench.world.entitlements[0]]),
      await bench.hire(bench.person('order')),
    ];
    const nobody = () => bench.person('order');
    const refs: AccountRef[] = [nobody(), there[0] as AccountRef, nobody(), there[1] as AccountRef, nobody()];
    while (refs.length < 23) refs.push(nobody());
    refs.push(there[0] as AccountRef, { person: there[1]?.person as string, userName: there[1]?.userName as string });
    await bench.settle();
    const answer = await bench.connect().read({ refs, signal: AbortSignal.timeout(20_000) });
    assert.ok(answer.kind === 'readings', JSON.stringify(answer));
    const ids = answer.readings.map((reading) => (reading.kind === 'found' ? reading.remoteId : reading.kind));
    const expected = refs.map((ref) => there.find((one) => one.person === ref.person)?.remoteId ?? 'absent');
    assert.deepEqual(ids, expected, `in the order of the refs: ${ids}`);
    const none = await bench.connect().read({ refs: [], signal: AbortSignal.timeout(20_000) });
    assert.deepEqual(none, { kind: 'readings', readings: [] });
  },
};

const aborts: Law = {
  name: 'an abort is honoured at once, before and during a call',
  run: async (bench) => {
    const connection = bench.connect();
    const early = bench.person('aborted');
    faultOf(await bench.apply(ensuring(bench, early), { on: connection, signal: AbortSignal.abort() }));
    assert.deepEqual(await bench.world.direct.named(early.userName), [], 'nothing is done after an abort');
    await bench.plant('silent');
    const refs = [bench.person('aborted')];
    const calls: readonly ((signal: AbortSignal) => Promise<Answered>)[] = [
      (signal: AbortSignal) => bench.apply(ensuring(bench, bench.person('aborted')), { on: connection, signal }),
      (signal: AbortSignal) => connection.scan({ signal }),
      (signal: AbortSignal) => connection.read({ refs, signal }),
      async (signal: AbortSignal) => ({ kind: 'fault', fault: await connection.probe(signal) }),
    ];
    for (const call of calls) {
      const answer: Answered = await within<Answered>(1500, call(AbortSignal.timeout(150)));
      if (answer.readings) assert.equal(answer.readings[0]?.kind, 'unknown');
      else faultOf(answer);
    }
  },
};

/** Any of the answers an aborted call may give. */
interface Answered {
  readonly kind: string;
  readonly readings?: readonly Reading[];
  readonly fault?: Fault | undefined;
}

const noSecrets: Law = {
  name: 'no secret and no personal data is in a fault, an outcome or a log line',
  run: async (bench) => {
    const { good, wrong } = bench.world.secret;
    const ref = bench.person('canary');
    const foreign = bench.person('canary');
    await bench.world.direct.createForeign(foreign.userName);
    await bench.ensure(foreign, bench.wish(foreign));
    nothingTold(bench);
    for (const trouble of troubles) {
      const plant = bench.world.troubles[trouble];
      if (!isHere(plant)) continue;
      await plant();
      const connection = bench.connect([wrong, good]);
      await bench.apply(ensuring(bench, ref), { on: connection, signal: AbortSignal.timeout(150) });
      await bench.apply({ kind: 'suspend', ref, revoke: [] }, { on: connection, signal: AbortSignal.timeout(150) });
      await bench.world.heal();
    }
    await bench.ensure(ref, { ...bench.wish(ref), entitlements: ['group:nowhere-to-be-found'] });
    nothingTold(bench);
  },
};

function nothingTold(bench: Bench): void {
  const said = bench.said();
  const { good, wrong } = bench.world.secret;
  for (const secret of [good, wrong, ...secretParts(good)]) assert.ok(!said.includes(secret), 'a secret is told');
  const label = 'canary';
  assert.ok(
    !said.includes(label),
    `personal data is told: ${said.slice(Math.max(0, said.indexOf(label) - 200), said.indexOf(label) + 80)}`,
  );
}

const asDeclared: Law = {
  name: 'what the capabilities do not declare is answered as unsupported, and what they declare has its call',
  run: async (bench) => {
    const connection = bench.connect();
    const { capabilities } = connection;
    const ref = bench.person('declared');
    if (!capabilities.verbs.includes('suspend'))
      assert.equal(faultOf(await bench.apply({ kind: 'suspend', ref, revoke: [] })).kind, 'unsupported');
    if (!capabilities.verbs.includes('remove'))
      assert.equal(faultOf(await bench.apply({ kind: 'remove', ref })).kind, 'unsupported');
    assert.equal(capabilities.removal.suspend, capabilities.verbs.includes('suspend'));
    assert.equal(connection.issue !== undefined, capabilities.issues !== undefined);
    if (capabilities.sessions === 'ended-by-call') assert.ok(connection.endSessions);
    for (const name of bench.world.entitlements)
      assert.ok(capabilities.entitlementKinds.includes(name.split(':')[0] as string), `${name} is of a declared kind`);
    const strange = await bench.apply({ ...ensuring(bench, ref), grant: ['sortofthing:x'] });
    assert.equal(faultOf(strange).kind, 'unsupported', 'a kind of entitlement that is not declared');
    assert.deepEqual(await bench.world.direct.named(ref.userName), [], 'and nothing half done');
  },
};

const cheap: Law = {
  name: 'no change makes more calls than the capabilities declare',
  run: async (bench) => {
    const calls = bench.need(bench.world.calls);
    const { cost, verbs } = bench.connect().capabilities;
    if (!cost) throw new NotApplicable('the capabilities declare no cost');
    const [one, two, three] = bench.world.entitlements;
    const ref = bench.person('cheap');
    const profile = { ...bench.wish(ref).profile };
    const changes: readonly Change[] = [
      { kind: 'ensure', ref, profile, grant: [one, two], revoke: [three] },
      { kind: 'ensure', ref, profile: { ...profile, givenName: 'Augusta' }, grant: [three], revoke: [one, two] },
      { kind: 'suspend', ref, revoke: [one, two, three] },
      { kind: 'ensure', ref, profile, grant: [one], revoke: [] },
      { kind: 'remove', ref },
    ];
    for (const change of changes.filter(({ kind }) => verbs.includes(kind))) {
      const named = change.kind === 'ensure' ? [...change.grant, ...change.revoke] : [];
      const entitlements = change.kind === 'suspend' ? change.revoke : named;
      const before = calls();
      worked(await bench.apply(change, { on: bench.connect() }));
      const most = cost[change.kind].base + cost[change.kind].each * entitlements.length;
      assert.ok(calls() - before <= most, `${change.kind} made ${calls() - before} calls, at most ${most} declared`);
    }
  },
};

const unknownEntitlement: Law = {
  name: 'granting an entitlement that does not exist is never a success, and revoking one is fine',
  run: async (bench) => {
    const kind = bench.world.entitlements[0].split(':')[0];
    const ref = bench.person('nosuch');
    const outcome = await bench.apply({ ...ensuring(bench, ref), grant: [`${kind}:nowhere-to-be-found`] });
    const said = outcome.kind === 'fault' ? outcome.fault.kind : outcome.kind;
    assert.ok(['absent', 'invalid', 'refused'].includes(said), `answered ${JSON.stringify(outcome)}`);
    const hired = await bench.hire(bench.person('nosuch'));
    const wish = bench.wish(hired);
    worked(await bench.ensure(hired, wish, [`${kind}:nowhere-to-be-found`]));
  },
};

const issues: Law = {
  name: 'an issued credential works, and the one before it does not any more',
  run: async (bench) => {
    const connection = bench.connect();
    const { logInWith } = bench.world.direct;
    if (!connection.issue) throw new NotApplicable('the adapter issues no credentials');
    assert.ok(logInWith, 'the world can try an issued credential');
    const ref = await bench.hire(bench.person('issued'));
    const secrets: string[] = [];
    for (let n = 0; n < 2; n += 1) {
      const answer = await connection.issue({ ref, signal: AbortSignal.timeout(10_000) });
      assert.ok(answer.kind === 'issued' && answer.secret.length >= 16, 'a secret of some length');
      secrets.push(answer.secret);
    }
    assert.equal(await logInWith(ref.userName, secrets[1] as string), true, 'the newest credential works');
    assert.equal(await logInWith(ref.userName, secrets[0] as string), false);
  },
};

const closes: Law = {
  name: 'close ends everything: open calls, later calls and connections',
  run: async (bench) => {
    const connection = bench.connect();
    const signal = AbortSignal.timeout(15_000);
    assert.equal(await connection.probe(signal), undefined);
    if (isHere(bench.world.troubles.silent)) await bench.plant('silent');
    const hanging = isHere(bench.world.troubles.silent) ? connection.scan({ signal }) : undefined;
    await new Promise((resume) => setTimeout(resume, 100));
    await connection.close();
    await connection.close();
    if (hanging) faultOf(await within(3000, hanging));
    await bench.world.heal();
    faultOf(await bench.apply(ensuring(bench, bench.person('closed')), { on: connection }));
  },
};

const letsGo: Law = {
  name: 'nothing stays connected after close',
  run: async (bench) => {
    const count = bench.need(bench.world.openConnections);
    const downTo = async (number: number) => {
      for (let wait = 0; wait < 20 && (await count()) > number; wait += 1)
        await new Promise((done) => setTimeout(done, 50));
    };
    // What another law has just closed is not counted as open before: it would hide one that stays.
    await downTo(0);
    const before = await count();
    const connection = bench.connect();
    assert.equal(await connection.probe(AbortSignal.timeout(10_000)), undefined);
    await connection.close();
    await downTo(before);
    assert.ok((await count()) <= before, `${await count()} connections are open, ${before} were before`);
  },
};

function ensuring(bench: Bench, ref: AccountRef) {
  const wish = bench.wish(ref);
  return { kind: 'ensure', ref, profile: wish.profile, grant: wish.entitlements, revoke: [] as string[] } as const;
}

/** The answer, or a failure when it takes longer. */
async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new assert.AssertionError({ message: `no answer within ${ms} ms` })), ms);
  });
  return await Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

/** Passwords inside a secret that is a URL or JSON. */
function secretParts(secret: string): readonly string[] {
  const url = URL.parse(secret);
  return url?.password ? [url.password] : [];
}

export const behaviourLaws: readonly Law[] = [
  probes,
  rotates,
  spelling,
  inOrder,
  aborts,
  noSecrets,
  asDeclared,
  cheap,
  unknownEntitlement,
  issues,
  closes,
  letsGo,
];
