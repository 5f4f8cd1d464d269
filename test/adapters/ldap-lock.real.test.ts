// What a suspension is worth at OpenLDAP: what the lock survives, when it is not believed, and what an open connection still may.
import assert from 'node:assert/strict';
import type { Client } from 'ldapts';
import { afterEach, expect, test } from 'vitest';
import type { AccountRef } from '../../shared/model/access.ts';
import type { Connection } from '../../shared/ports/adapter.ts';
import { bindAs, hashed } from '../servers/slapd.ts';
import { ACCESS, DATABASE, PEOPLE, POLICY, PPOLICY } from '../servers/slapd-config.ts';
import { openBench } from './bench.ts';
import { type LdapStage, onSlapd } from './ldap-stage.ts';
import { groupDn, ldapWorld, replace } from './ldap-world.ts';

type Hired = AccountRef & { readonly remoteId: string };

onSlapd('a suspension at OpenLDAP', (stage) => {
  const dnOf = ({ userName }: AccountRef): string => `uid=${userName},${PEOPLE}`;
  const logsIn = async (ref: AccountRef, password: string): Promise<boolean> => {
    const client = await bindAs(stage.server().port, dnOf(ref), password);
    await client?.unbind();
    return client !== undefined;
  };
  const suspended = async (label: string): Promise<{ readonly ref: Hired; readonly password: string }> => {
    const ref = await stage.bench().hire(stage.bench().person(label), ['group:engineering']);
    const password = await issued(stage.bench().connect(), ref);
    await stage.bench().apply({ kind: 'suspend', ref, revoke: ['group:engineering'] });
    return { ref, password };
  };
  afterEach(async () => {
    await replace(stage.server().config, PPOLICY, { olcPPolicyDefault: [POLICY], olcPPolicyUseLockout: ['TRUE'] });
    await replace(stage.server().admin, POLICY, { pwdLockout: ['TRUE'], pwdMaxFailure: [] });
  });

  test('a new account has no way in until a password is issued', async () => {
    const ref = await stage.bench().hire(stage.bench().person('fresh'));
    expect(await logsIn(ref, 'anything')).toBe(false);
    expect(await logsIn(ref, await issued(stage.bench().connect(), ref))).toBe(true);
  });

  test('a suspended account cannot log in, keeps its password, and gets none', async () => {
    const { ref, password } = await suspended('keeps');
    expect(await logsIn(ref, password)).toBe(false);
    const refused = await stage
      .bench()
      .connect()
      .issue?.({ ref, signal: AbortSignal.timeout(5000) });
    expect(refused).toEqual({ kind: 'refused', why: 'the account is suspended' });
    await stage.bench().ensure(ref, stage.bench().wish(ref));
    expect(await logsIn(ref, password)).toBe(true);
  });

  test('a new password set by a help desk takes half of the lock away, and the other half holds', async () => {
    const { ref } = await suspended('helpdesk');
    await replace(stage.server().admin, dnOf(ref), { userPassword: [hashed('set by the help desk')] });
    const left = await operational(stage, ref);
    expect([left.pwdAccountLockedTime, left.pwdEndTime]).toEqual([[], '000001010000Z']);
    expect(await logsIn(ref, 'set by the help desk')).toBe(false);
    expect(await stage.bench().read(ref)).toMatchObject({ account: 'suspended' });
    expect(await stage.bench().apply({ kind: 'suspend', ref, revoke: [] })).toMatchObject({ kind: 'changed' });
  });

  test('a policy without lock-outs ignores the usual lock, and ours holds all the same', async () => {
    const { ref, password } = await suspended('lenient');
    await replace(stage.server().admin, POLICY, { pwdLockout: ['FALSE'] });
    expect(await logsIn(ref, password)).toBe(false);
    expect(await stage.bench().read(ref)).toMatchObject({ account: 'suspended' });
    await replace(stage.server().admin, dnOf(ref), { pwdEndTime: [] });
    expect(await logsIn(ref, password), 'the usual lock alone is no lock here').toBe(true);
    expect(await stage.bench().read(ref), 'and is not believed').toMatchObject({ account: 'active' });
  });

  test('where no policy is in force nothing locks, and a suspension is not believed', async () => {
    const { ref, password } = await suspended('lawless');
    await replace(stage.server().config, PPOLICY, { olcPPolicyDefault: [] });
    expect(await logsIn(ref, password)).toBe(true);
    expect(await stage.bench().read(ref)).toMatchObject({ account: 'active' });
    expect(stage.bench().said()).toContain(`log ldap.lock-not-confirmed {"remoteId":"${ref.remoteId}"}`);
  });

  test('nobody tries to log in as somebody who is not ours: it would count as a wrong password', async () => {
    const ref = stage.bench().person('stranger');
    const id = await stage.world().direct.createForeign(ref.userName);
    await replace(stage.server().admin, dnOf(ref), { userPassword: [hashed('theirs')] });
    await stage.world().direct.setActive(id, false);
    await replace(stage.server().admin, POLICY, { pwdLockout: ['FALSE'] });
    expect(await stage.bench().read(ref)).toMatchObject({ ours: false, account: 'suspended' });
    expect((await operational(stage, ref)).pwdFailureTime).toEqual([]);
  });

  test('a server that does not tell why it refuses is not believed, unless the configuration says so', async () => {
    const { ref } = await suspended('silent');
    await replace(stage.server().config, PPOLICY, { olcPPolicyUseLockout: ['FALSE'] });
    expect(await stage.bench().read(ref)).toMatchObject({ account: 'active' });
    const trusting = await ldapWorld(stage.server(), { proof: 'attributes' });
    const bench = openBench(trusting);
    expect(await bench.read(ref)).toMatchObject({ account: 'suspended' });
    await bench.close();
    await trusting.stop();
  });

  test('a lock for too many wrong passwords is no suspension, and stays as it is', async () => {
    const ref = await stage.bench().hire(stage.bench().person('clumsy'));
    await issued(stage.bench().connect(), ref);
    await replace(stage.server().admin, POLICY, { pwdMaxFailure: ['2'] });
    for (let n = 0; n < 3; n += 1) await logsIn(ref, 'a wrong one');
    const { pwdAccountLockedTime } = await operational(stage, ref);
    assert.match(String(pwdAccountLockedTime), /^20\d+Z$/);
    expect(await stage.bench().read(ref)).toMatchObject({ account: 'active' });
    expect(await stage.bench().ensure(ref, stage.bench().wish(ref))).toMatchObject({ kind: 'already' });
    expect((await operational(stage, ref)).pwdAccountLockedTime).toEqual(pwdAccountLockedTime);
  });

  test('proving a lock leaves no trace at the account and no connection behind', async () => {
    const { ref } = await suspended('traceless');
    await stage.bench().read(ref);
    const before = await operational(stage, ref);
    const connections = stage.world().proxy.connections();
    for (let n = 0; n < 5; n += 1) await stage.bench().read(ref);
    expect(await operational(stage, ref)).toEqual(before);
    await expect.poll(() => stage.world().proxy.connections()).toBeLessThanOrEqual(connections);
  });

  test('an open connection goes on reading after the lock, is shown until it ends, and loses what its groups gave', async () => {
    const { server, bench } = stage;
    const ref = await bench().hire(bench().person('stays'), ['group:engineering']);
    const client = await bindAs(server().port, dnOf(ref), await issued(bench().connect(), ref));
    assert.ok(client);
    const guarded = `{0}to dn.exact="${groupDn('group:reporting')}" by group.exact="${groupDn('group:engineering')}" read by dn.exact="cn=frontdesk,dc=example,dc=com" write by * none`;
    await replace(server().config, DATABASE, { olcAccess: [guarded, ...shifted(ACCESS)] });
    expect(await reads(client, groupDn('group:reporting')), 'by its group').toBe(true);
    await bench().apply({ kind: 'suspend', ref, revoke: ['group:engineering'] });
    expect(await reads(client, groupDn('group:support')), 'what everybody reads').toBe(true);
    expect(await reads(client, groupDn('group:reporting')), 'what its group read').toBe(false);
    expect(await bench().read(ref)).toMatchObject({ account: 'suspended', sessions: 1 });
    await client.unbind();
    await expect.poll(() => bench().read(ref)).toMatchObject({ account: 'suspended', sessions: 0 });
    await replace(server().config, DATABASE, { olcAccess: ACCESS });
  });

  test('a rule for locked accounts, as the README has it, ends what an open connection may read', async () => {
    const { server, bench } = stage;
    const ref = await bench().hire(bench().person('ruled'));
    const client = await bindAs(server().port, dnOf(ref), await issued(bench().connect(), ref));
    assert.ok(client);
    const rule = '{0}to * by set="user/pwdEndTime & [00000101000000Z]" none by * break';
    await replace(server().config, DATABASE, { olcAccess: [rule, ...shifted(ACCESS)] });
    expect(await reads(client, groupDn('group:support'))).toBe(true);
    await bench().apply({ kind: 'suspend', ref, revoke: [] });
    expect(await reads(client, groupDn('group:support'))).toBe(false);
    await client.unbind();
    await replace(server().config, DATABASE, { olcAccess: ACCESS });
  });
});

async function issued(connection: Connection, ref: AccountRef): Promise<string> {
  const answer = await connection.issue?.({ ref, signal: AbortSignal.timeout(5000) });
  assert.ok(answer?.kind === 'issued', JSON.stringify(answer));
  return answer.secret;
}

async function operational({ server }: LdapStage, { userName }: AccountRef) {
  const attributes = ['pwdAccountLockedTime', 'pwdEndTime', 'pwdFailureTime', 'modifyTimestamp', 'entryCSN'];
  const { searchEntries } = await server().admin.search(`uid=${userName},${PEOPLE}`, { scope: 'base', attributes });
  assert.ok(searchEntries[0]);
  return searchEntries[0];
}

/** Rules behind one more in front. */
const shifted = (rules: readonly string[]): readonly string[] =>
  rules.map((rule, n) => rule.replace(/^\{\d+\}/, `{${n + 1}}`));

async function reads(client: Client, dn: string): Promise<boolean> {
  return client.search(dn, { scope: 'base', attributes: ['cn'] }).then(
    ({ searchEntries }) => searchEntries.length > 0,
    () => false,
  );
}
