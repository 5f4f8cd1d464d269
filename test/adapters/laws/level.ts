// Level, not edge: whatever was before, apply brings the account to the wish, once, and keeps what is not named.
import assert from 'node:assert/strict';
import type { AccountRef } from '../../../shared/model/access.ts';
import { type Bench, NotApplicable, remoteIdOf, worked } from '../bench.ts';
import { missing } from '../judge.ts';
import type { Law } from '../law.ts';

const onceOnly: Law = {
  name: 'an ensure asked twice is done once',
  run: async (bench) => {
    const ref = bench.person('twice');
    const wish = bench.wish(ref, [bench.world.entitlements[0]]);
    const first = await bench.ensure(ref, wish);
    assert.equal(first.kind, 'changed', 'a new account is a change');
    await bench.settle();
    const again = await bench.ensure({ ...ref, remoteId: remoteIdOf(first) }, wish);
    assert.equal(again.kind, 'already', `the second time nothing had to be done, but: ${JSON.stringify(again)}`);
    assert.equal(remoteIdOf(again), remoteIdOf(first));
    const unnamed = await bench.ensure(ref, wish);
    assert.equal(remoteIdOf(unnamed), remoteIdOf(first), 'found again by our mark, without the remote id');
    assert.equal((await bench.only(ref.userName)).id, remoteIdOf(first));
  },
};

const asWished: Law = {
  name: 'a new account is active, carries our mark, and has the profile and entitlements that were wished',
  run: async (bench) => {
    const [one, two, three] = bench.world.entitlements;
    const ref = bench.person('wished');
    const hired = await bench.hire(ref, [one, two]);
    await bench.holds(hired, bench.wish(ref, [one, two]));
    const direct = await bench.only(ref.userName);
    assert.equal(direct.active, true);
    assert.deepEqual(
      [...direct.entitlements].filter((name) => [one, two, three].includes(name)).sort(),
      [one, two].sort(),
    );
  },
};

const absentIsFine: Law = {
  name: 'suspending or removing an account that is not there is fine',
  run: async (bench) => {
    const ref = bench.person('nobody');
    for (const kind of verbsOf(bench, ['suspend', 'remove'])) {
      const outcome =
        kind === 'suspend'
          ? await bench.apply({ kind, ref, revoke: [bench.world.entitlements[0]] })
          : await bench.apply({ kind: 'remove', ref });
      assert.equal(outcome.kind, 'already', `${kind} of nobody answered ${JSON.stringify(outcome)}`);
    }
    assert.deepEqual(await bench.world.direct.named(ref.userName), []);
  },
};

const suspendKeeps: Law = {
  name: 'suspend keeps the account and its data, and takes away what it names and nothing else',
  run: async (bench) => {
    const [one, two] = bench.world.entitlements;
    const hired = await bench.hire(bench.person('leaver'), [one, two]);
    const before = await bench.only(hired.userName);
    await suspend(bench, hired, [one]);
    const after = await bench.only(hired.userName);
    assert.equal(after.id, before.id);
    assert.equal(after.active, false);
    assert.deepEqual(after.details, before.details, 'data is kept');
    assert.equal(after.entitlements.includes(one), false, 'the revoked entitlement is gone');
    assert.equal(after.entitlements.includes(two), true, 'an entitlement not named stays');
    const again = await bench.apply({ kind: 'suspend', ref: hired, revoke: [one] });
    assert.equal(again.kind, 'already', 'suspending twice is once');
    const reading = await bench.read(hired);
    assert.ok(reading.kind === 'found' && reading.account === 'suspended' && !reading.entitlements.includes(one));
  },
};

const suspendBlocks: Law = {
  name: 'a suspended account cannot log in, and can again after an ensure',
  run: async (bench) => {
    const logIn = bench.need(bench.world.direct.logIn);
    const hired = await bench.hire(bench.person('blocked'));
    const session = await logIn(hired.remoteId);
    assert.ok(session, 'an active account can log in');
    await session.end();
    await suspend(bench, hired);
    assert.equal(await logIn(hired.remoteId), undefined, 'a suspended account is refused');
    worked(await bench.ensure(hired, bench.wish(hired)));
    const back = await logIn(hired.remoteId);
    assert.ok(back, 'an account that came back can log in');
    await back.end();
  },
};

const sessionsEnd: Law = {
  name: 'open sessions end as the capabilities declare',
  run: async (bench) => {
    const connection = bench.connect();
    const declared = connection.capabilities.sessions;
    if (declared === 'none') throw new NotApplicable('the capabilities declare no sessions');
    const logIn = bench.need(bench.world.direct.logIn);
    const hired = await bench.hire(bench.person('sessions'));
    const session = await logIn(hired.remoteId);
    assert.ok(session && (await session.alive()));
    const open = await bench.read(hired);
    assert.ok(open.kind === 'found');
    if (open.sessions !== undefined) assert.ok(open.sessions >= 1, 'a read shows the open session');
    if (declared === 'shown-only') assert.ok(open.sessions, 'sessions are shown');
    await suspend(bench, hired);
    if (declared === 'ended-by-call') {
      assert.ok(connection.endSessions, 'declared by call, so there is a call');
      worked(await connection.endSessions({ ref: hired, signal: AbortSignal.timeout(20_000) }));
    }
    await bench.settle();
    if (declared !== 'shown-only') {
      assert.equal(await session.alive(), false, 'the session is over');
      const closed = await bench.read(hired);
      assert.ok(closed.kind === 'found' && (closed.sessions ?? 0) === 0, 'a read shows no session');
    }
    await session.end();
  },
};

const comesBack: Law = {
  name: 'an ensure after a suspend brings back the same account',
  run: async (bench) => {
    const [one] = bench.world.entitlements;
    const hired = await bench.hire(bench.person('rehire'), [one]);
    await suspend(bench, hired, [one]);
    const back = await bench.ensure({ person: hired.person, userName: hired.userName }, bench.wish(hired, [one]));
    assert.equal(remoteIdOf(back), hired.remoteId, 'the same account');
    await bench.holds(hired, bench.wish(hired, [one]));
    assert.equal((await bench.only(hired.userName)).active, true);
  },
};

const removes: Law = {
  name: 'remove deletes the account, twice is once, and a later ensure makes a new one',
  run: async (bench) => {
    verbsOf(bench, ['remove']);
    const hired = await bench.hire(bench.person('removed'), [bench.world.entitlements[0]]);
    assert.equal((await bench.apply({ kind: 'remove', ref: hired })).kind, 'changed');
    await bench.settle();
    assert.deepEqual(await bench.world.direct.named(hired.userName), [], 'the account is gone');
    assert.equal((await bench.apply({ kind: 'remove', ref: hired })).kind, 'already');
    assert.equal((await bench.read(hired)).kind, 'absent');
    const again = await bench.ensure(hired, bench.wish(hired));
    assert.notEqual(remoteIdOf(again), hired.remoteId, 'a new account has an id of its own');
  },
};

const twoAtOnce: Law = {
  name: 'two ensures at once make one account',
  run: async (bench) => {
    const ref = bench.person('atonce');
    const wish = bench.wish(ref, [bench.world.entitlements[0]]);
    const on = [bench.connect(), bench.connect()] as const;
    const change = { kind: 'ensure', ref, profile: wish.profile, grant: wish.entitlements, revoke: [] } as const;
    const outcomes = await Promise.all(on.map((connection) => bench.apply(change, { on: connection })));
    assert.ok(
      outcomes.some((outcome) => outcome.kind === 'changed'),
      `somebody made it: ${JSON.stringify(outcomes)}`,
    );
    const direct = await bench.only(ref.userName);
    assert.equal(remoteIdOf(await bench.ensure(ref, wish)), direct.id);
    await bench.holds({ ...ref, remoteId: direct.id }, wish);
    assert.deepEqual(await bench.marked(ref), [direct.id], 'no second account under another name');
  },
};

const renames: readonly Law[] = [
  { name: 'a rename keeps the account', to: (bench: Bench) => bench.person('married').userName },
  {
    name: 'a change of case alone keeps the account',
    to: (_: Bench, old: string) => old.replace(/[a-z]/, (letter) => letter.toUpperCase()),
  },
].map(({ name, to }) => ({
  name,
  run: async (bench) => {
    const hired = await bench.hire(bench.person('renamed'), [bench.world.entitlements[0]]);
    const ref = { ...hired, userName: to(bench, hired.userName) };
    const wish = bench.wish(ref, [bench.world.entitlements[0]]);
    assert.equal(remoteIdOf(await bench.ensure(ref, wish)), hired.remoteId, 'the same account');
    await bench.holds(ref, wish);
    const direct = await bench.only(wish.profile.userName as string);
    assert.equal(direct.id, hired.remoteId);
    assert.equal(direct.userName, wish.profile.userName);
    const unnamed = await bench.ensure({ person: ref.person, userName: ref.userName }, wish);
    assert.equal(remoteIdOf(unnamed), hired.remoteId, 'found again under the new name');
  },
}));

const driftReturns: Law = {
  name: 'what somebody changed behind our back is seen by a read and put right by an ensure',
  run: async (bench) => {
    const [one] = bench.world.entitlements;
    const hired = await bench.hire(bench.person('drift'), [one]);
    const wish = bench.wish(hired, [one]);
    await bench.world.direct.revoke(hired.remoteId, one);
    assert.notDeepEqual(missing(wish, await bench.read(hired)), [], 'a read shows the lost entitlement');
    await bench.world.direct.setActive(hired.remoteId, false);
    const reading = await bench.read(hired);
    assert.ok(reading.kind === 'found' && reading.account === 'suspended', 'a read shows the suspension');
    assert.equal((await bench.ensure(hired, wish)).kind, 'changed');
    await bench.holds(hired, wish);
  },
};

const profileMoves: Law = {
  name: 'a changed profile reaches the account, with quotes, accents and long values',
  run: async (bench) => {
    const ref = await bench.hire(bench.person('profile'));
    for (const value of [
      'D\'Arcy "The" O\\Neill',
      'Žofie Ångström 李小龍 🙂',
      `${'long '.repeat(38)}end`,
      '; DROP TABLE x; --',
    ]) {
      const wish = bench.connect().canonical({
        ...bench.wish(ref),
        profile: { ...bench.wish(ref).profile, displayName: value, familyName: value.slice(0, 40) },
      });
      worked(await bench.ensure(ref, wish));
      await bench.holds(ref, wish);
      assert.equal((await bench.ensure(ref, wish)).kind, 'already', 'the wish in the target’s spelling does not flap');
    }
  },
};

/** The verbs asked for that the adapter has; not applicable when it has none of them. */
function verbsOf<Verb extends 'suspend' | 'remove'>(bench: Bench, asked: readonly Verb[]): readonly Verb[] {
  const has = asked.filter((verb) => bench.connect().capabilities.verbs.includes(verb));
  if (has.length === 0) throw new NotApplicable(`the capabilities declare no ${asked.join(' and no ')}`);
  return has;
}

async function suspend(bench: Bench, ref: AccountRef, revoke: readonly string[] = []): Promise<void> {
  const [kind] = verbsOf(bench, ['suspend']);
  worked(await bench.apply({ kind: kind as 'suspend', ref, revoke }));
  await bench.settle();
}

export const levelLaws: readonly Law[] = [
  onceOnly,
  asWished,
  absentIsFine,
  suspendKeeps,
  suspendBlocks,
  sessionsEnd,
  comesBack,
  removes,
  twoAtOnce,
  ...renames,
  driftReturns,
  profileMoves,
];
