// Frontdesk touches what it made, and nothing and nobody else.
import assert from 'node:assert/strict';
import type { AccountRef } from '../../../shared/model/access.ts';
import { type Bench, faultOf, NotApplicable, remoteIdOf, worked } from '../bench.ts';
import type { Law } from '../law.ts';

const foreignName: Law = {
  name: 'an account of the same name that is not ours is a conflict and stays as it is',
  run: async (bench) => {
    const ref = bench.person('foreign');
    const id = await bench.world.direct.createForeign(ref.userName);
    await bench.world.direct.grant(id, bench.world.entitlements[1]);
    await untouched(bench, id, ref);
    const reading = await bench.read(ref);
    assert.ok(reading.kind === 'found' && !reading.ours, `read as not ours: ${JSON.stringify(reading)}`);
  },
};

const foreignCase: Law = {
  name: 'where case does not tell names apart, a foreign account of another case is a conflict too',
  run: async (bench) => {
    if (bench.connect().capabilities.identity.userNameCaseSensitive)
      throw new NotApplicable('user names differ by case alone at this target');
    const ref = bench.person('foreigncase');
    const id = await bench.world.direct.createForeign(ref.userName.replace('f', 'F'));
    await untouched(bench, id, ref);
  },
};

const othersPerson: Law = {
  name: 'an account of ours for one person is never given to another',
  run: async (bench) => {
    const hired = await bench.hire(bench.person('mine'), [bench.world.entitlements[0]]);
    await untouched(bench, hired.remoteId, { person: bench.person('yours').person, userName: hired.userName });
  },
};

const renameOnto: Law = {
  name: 'a rename onto the name of a foreign account is a conflict and both stay as they are',
  run: async (bench) => {
    const hired = await bench.hire(bench.person('renaming'));
    const taken = bench.person('taken').userName;
    const id = await bench.world.direct.createForeign(taken);
    const before = [await bench.world.direct.account(id), await bench.world.direct.account(hired.remoteId)];
    const ref = { ...hired, userName: taken };
    assert.equal(faultOf(await bench.ensure(ref, bench.wish(ref))).kind, 'conflict');
    assert.deepEqual([await bench.world.direct.account(id), await bench.world.direct.account(hired.remoteId)], before);
  },
};

const anotherIdentity: Law = {
  name: 'an account deleted and made again by an outsider under the same name is another identity',
  run: async (bench) => {
    const hired = await bench.hire(bench.person('recreated'), [bench.world.entitlements[0]]);
    await bench.world.direct.remove(hired.remoteId);
    const id = await bench.world.direct.createForeign(hired.userName);
    assert.notEqual(id, hired.remoteId, 'the server gives a new id');
    const reading = await bench.read(hired);
    assert.ok(
      reading.kind === 'absent' || (reading.kind === 'found' && !reading.ours),
      `under the old id: ${JSON.stringify(reading)}`,
    );
    await untouched(bench, id, hired);
  },
};

const deletedElsewhere: Law = {
  name: 'an account deleted by an outsider reads as absent and an ensure makes a new one',
  run: async (bench) => {
    const hired = await bench.hire(bench.person('deleted'), [bench.world.entitlements[0]]);
    await bench.world.direct.remove(hired.remoteId);
    assert.equal((await bench.read(hired)).kind, 'absent', 'a read shows that it is gone');
    const again = await bench.ensure(hired, bench.wish(hired, [bench.world.entitlements[0]]));
    assert.notEqual(remoteIdOf(again), hired.remoteId);
    await bench.holds({ ...hired, remoteId: remoteIdOf(again) }, bench.wish(hired, [bench.world.entitlements[0]]));
  },
};

const othersStay: Law = {
  name: 'granting and revoking for one person leaves all other holders in place',
  run: async (bench) => {
    // The one that the other laws hardly use, so that few hold it.
    const [, , three] = bench.world.entitlements;
    const others: string[] = [];
    for (let n = 0; n < 12; n += 1) {
      const id = await bench.world.direct.createForeign(bench.person(`other${n}`).userName);
      await bench.world.direct.grant(id, three);
      others.push(id);
    }
    const lost = async () => {
      const now = await bench.world.direct.holders(three);
      return others.filter((id) => !now.includes(id));
    };
    const hired = await bench.hire(bench.person('among'), [three]);
    assert.deepEqual(await lost(), [], 'removals of others by a grant');
    assert.ok((await bench.world.direct.holders(three)).includes(hired.remoteId));
    worked(await bench.ensure(hired, bench.wish(hired), [three]));
    assert.deepEqual(await lost(), [], 'removals of others by a revoke');
    assert.equal((await bench.world.direct.holders(three)).includes(hired.remoteId), false);
    worked(await bench.ensure(hired, bench.wish(hired, [three])));
    worked(await bench.apply({ kind: 'suspend', ref: hired, revoke: [three] }));
    assert.deepEqual(await lost(), [], 'removals of others by a suspend');
  },
};

const unnamedStays: Law = {
  name: 'entitlements named neither to grant nor to revoke are left alone',
  run: async (bench) => {
    const [one, two, three] = bench.world.entitlements;
    const hired = await bench.hire(bench.person('unnamed'), [one]);
    await bench.world.direct.grant(hired.remoteId, three);
    worked(await bench.ensure(hired, bench.wish(hired, [two]), [one]));
    const held = (await bench.only(hired.userName)).entitlements;
    assert.deepEqual(
      [one, two, three].map((name) => held.includes(name)),
      [false, true, true],
      'the named one is gone, the granted one is held, and what was named neither stays',
    );
  },
};

const oddNames: Law = {
  name: 'a user name that looks like a query finds nobody and harms nobody',
  run: async (bench) => {
    const bystander = await bench.hire(bench.person('bystander'), [bench.world.entitlements[0]]);
    const before = await bench.only(bystander.userName);
    const { person } = bench.person('odd');
    const odd = [
      `x" or userName eq "${bystander.userName}`,
      `x' OR '1'='1`,
      `${bystander.userName}"; DROP ROLE "x`,
      '*',
      '%',
    ];
    for (const userName of odd) {
      const reading = await bench.read({ person, userName });
      assert.notEqual(reading.kind, 'found', `${userName} found ${JSON.stringify(reading)}`);
      await bench.apply({ kind: 'suspend', ref: { person, userName }, revoke: bench.world.entitlements });
    }
    assert.deepEqual(await bench.only(bystander.userName), before);
  },
};

/** Ensure answers conflict; nothing that is asked under this ref changes the account `id`. */
async function untouched(bench: Bench, id: string, ref: AccountRef): Promise<void> {
  const [one, two] = bench.world.entitlements;
  const before = await bench.world.direct.account(id);
  assert.ok(before);
  const outcome = await bench.ensure(ref, bench.wish(ref, [one]), [two]);
  assert.equal(faultOf(outcome).kind, 'conflict');
  await bench.apply({ kind: 'suspend', ref, revoke: [one, two] });
  await bench.apply({ kind: 'remove', ref });
  await bench.settle();
  assert.deepEqual(await bench.world.direct.account(id), before, 'the account is as it was');
}

export const ownershipLaws: readonly Law[] = [
  foreignName,
  foreignCase,
  othersPerson,
  renameOnto,
  anotherIdentity,
  deletedElsewhere,
  othersStay,
  unnamedStays,
  oddNames,
];
