// What only a directory does: names that try to escape, groups that may not be empty, limits, referrals, hidden entries.
import assert from 'node:assert/strict';
import { expect, test } from 'vitest';
import type { AccountRef, Wish } from '../../shared/model/access.ts';
import { answer, type LdapMessage, Op } from '../servers/ldap-wire.ts';
import { ACCESS, DATABASE, FRONTDESK, GROUPS, LIMITS, PEOPLE } from '../servers/slapd-config.ts';
import { worked } from './bench.ts';
import { onSlapd } from './ldap-stage.ts';
import { groupDn, isPage, replace } from './ldap-world.ts';

const HOSTILE = [
  '*',
  'a*)(uid=*',
  'x)(|(objectClass=*',
  'back\\slash',
  'comma,ou=groups',
  'plus+cn=other',
  '#hash',
  '"quoted"',
  'a<b>c;d=e',
  ' leading and trailing ',
  'nul\u0000byte',
  'line\nbreak',
  'Žofie Ångström',
  '李小龍',
  'İstanbul ß ﬁ ſ',
  'soft\u00adhyphen',
  '🙂',
  '\\2a\\28',
  'frontdesk:hr-1',
];

onSlapd('names at OpenLDAP', (stage) => {
  const wished = (ref: AccountRef): Wish => {
    const wish = stage.bench().wish(ref, ['group:reporting']);
    return { ...wish, profile: { ...wish.profile, email: 'somebody@example.com' } };
  };

  test('whatever a user name is made of, it names one account, and harms no other', async () => {
    const { bench, server } = stage;
    const bystander = await bench().hire(bench().person('bystander'), ['group:engineering']);
    const before = await bench().only(bystander.userName);
    for (const [n, userName] of HOSTILE.entries()) {
      const ref = { person: `hr-hostile-${n}`, userName };
      const wish = wished(ref);
      const made = await bench().ensure(ref, wish);
      assert.ok(made.kind === 'changed' && made.remoteId, `${JSON.stringify(userName)}: ${JSON.stringify(made)}`);
      await bench().holds({ ...ref, remoteId: made.remoteId }, wish);
      expect(await bench().ensure(ref, wish), userName).toMatchObject({ kind: 'already' });
      const renamed = { ...ref, userName: `${userName} ii` };
      worked(await bench().ensure(renamed, wished(renamed)));
      await bench().holds(renamed, wished(renamed));
      worked(await bench().apply({ kind: 'remove', ref: renamed }));
      expect(await bench().read(renamed)).toEqual({ kind: 'absent' });
    }
    expect(await bench().only(bystander.userName)).toEqual(before);
    const { searchEntries } = await server().admin.search(groupDn('group:reporting'), { attributes: ['member'] });
    expect(searchEntries[0]?.member, 'nobody is left in the group').toBe('cn=nobody-at-all');
  });

  test('a name of nothing but blanks is invalid', async () => {
    const ref = { person: 'hr-blank', userName: ' \u0000 ' };
    const change = { kind: 'ensure', ref, profile: { userName: ref.userName }, grant: [], revoke: [] } as const;
    expect(await stage.bench().apply(change)).toEqual({ kind: 'fault', fault: { kind: 'invalid', field: 'userName' } });
  });

  test('an address that a directory cannot hold is named as what is wrong', async () => {
    const ref = stage.bench().person('address');
    const wish = stage.bench().wish(ref);
    const profile = { ...wish.profile, email: 'žofie@example.com' };
    const outcome = await stage.bench().ensure(ref, { ...wish, profile });
    expect(outcome).toEqual({ kind: 'fault', fault: { kind: 'invalid', field: 'email' } });
  });

  test('somebody of that name further down the tree is somebody else', async () => {
    const { bench, server } = stage;
    const ref = bench().person('below');
    await server().admin.add(`ou=sales,${PEOPLE}`, { objectClass: 'organizationalUnit', ou: 'sales' });
    const uid = ref.userName.toUpperCase();
    await server().admin.add(`cn=somebody,ou=sales,${PEOPLE}`, {
      objectClass: 'inetOrgPerson',
      uid,
      cn: 'somebody',
      sn: 'x',
    });
    expect(await bench().ensure(ref, bench().wish(ref))).toMatchObject({ fault: { kind: 'conflict' } });
  });

  test('an entry of ours that somebody moved and named otherwise is still the account', async () => {
    const { bench, server } = stage;
    const ref = await bench().hire(bench().person('moved'), ['group:engineering']);
    await server().admin.modifyDN(`uid=${ref.userName},${PEOPLE}`, `cn=Moved,ou=sales,${PEOPLE}`);
    await server().admin.modifyDN(`cn=Moved,ou=sales,${PEOPLE}`, 'cn=Moved Again');
    const married: AccountRef = { ...ref, userName: bench().person('married').userName };
    worked(await bench().ensure(married, bench().wish(married, ['group:engineering'])));
    await bench().holds(married, bench().wish(married, ['group:engineering']));
  });
});

onSlapd('groups at OpenLDAP', (stage) => {
  test('the last member of a group can leave it: nobody takes the seat', async () => {
    const { bench, server } = stage;
    const ref = await bench().hire(bench().person('last'));
    const dn = `uid=${ref.userName},${PEOPLE}`;
    await server().admin.add(groupDn('group:alone'), { objectClass: 'groupOfNames', cn: 'alone', member: dn });
    worked(await bench().apply({ kind: 'suspend', ref, revoke: ['group:alone'] }));
    expect(await bench().read(ref)).toMatchObject({ entitlements: [] });
    const { searchEntries } = await server().admin.search(groupDn('group:alone'), { attributes: ['member'] });
    expect(searchEntries[0]?.member).toBe('cn=nobody-at-all');
    expect(await bench().apply({ kind: 'suspend', ref, revoke: ['group:alone'] })).toMatchObject({ kind: 'already' });
  });

  test('right after a rename every membership is there, also of groups that nobody named', async () => {
    const { bench, world } = stage;
    const ref = await bench().hire(bench().person('bride'), ['group:engineering']);
    await world().direct.grant(ref.remoteId, 'group:support');
    const renamed: AccountRef = { ...ref, userName: bench().person('wife').userName };
    worked(await bench().ensure(renamed, { ...bench().wish(renamed), entitlements: [] }));
    expect(await bench().read(renamed)).toMatchObject({ entitlements: ['group:engineering', 'group:support'] });
    await new Promise((done) => setTimeout(done, 300));
    expect(await bench().read(renamed)).toMatchObject({ entitlements: ['group:engineering', 'group:support'] });
  });

  test('a membership that a deleted account left behind is not inherited by the next of that name', async () => {
    const { bench, server } = stage;
    const ref = bench().person('heir');
    const change = { objectClass: 'groupOfNames', cn: 'board', member: [`uid=${ref.userName},${PEOPLE}`, FRONTDESK] };
    await server().admin.add(groupDn('group:board'), change);
    const hired = await bench().hire(ref, ['group:engineering']);
    expect(await bench().read(hired)).toMatchObject({ entitlements: ['group:engineering'] });
  });

  test('a group that our entry may not change is told by name, and stops neither the others nor the target', async () => {
    const { bench, server } = stage;
    const ref = await bench().hire(bench().person('closed'), ['group:engineering']);
    const rule = `{0}to dn.exact="${groupDn('group:support')}" by dn.exact="${FRONTDESK}" read by * none`;
    const rest = ACCESS.map((line, n) => line.replace(/^\{\d+\}/, `{${n + 1}}`));
    await replace(server().config, DATABASE, { olcAccess: [rule, ...rest] });
    const wish = bench().wish(ref, ['group:support', 'group:reporting']);
    const outcome = await bench().ensure(ref, wish, ['group:engineering']);
    expect(outcome).toMatchObject({ kind: 'fault', fault: { kind: 'partial', failed: ['group:support'] } });
    expect(await bench().read(ref)).toMatchObject({ entitlements: ['group:reporting'] });
    await replace(server().config, DATABASE, { olcAccess: ACCESS });
    worked(await bench().ensure(ref, wish));
  });

  test('a group is one group in every case, and a wish does not flap for it', async () => {
    const { bench, server } = stage;
    await server().admin.add(`cn=Field Sales,${GROUPS}`, {
      objectClass: 'groupOfNames',
      cn: 'Field Sales',
      member: FRONTDESK,
    });
    const ref = await bench().hire(bench().person('sales'), ['group:FIELD  sales']);
    const wish = bench().wish(ref, ['group:Field Sales']);
    expect(wish.entitlements).toEqual(['group:field sales']);
    expect(await bench().ensure(ref, wish)).toMatchObject({ kind: 'already' });
    await bench().holds(ref, wish);
  });
});

onSlapd('limits and trouble at OpenLDAP', (stage) => {
  test('while our password is rotated, the refused one is tried once and not with every connection', async () => {
    const { bench, world } = stage;
    const on = bench().connect([world().secret.wrong, world().secret.good]);
    const signal = AbortSignal.timeout(5000);
    const callsOf = async (): Promise<number> => {
      const before = world().proxy.calls();
      expect(await on.probe(signal)).toBeUndefined();
      world().proxy.cut();
      return world().proxy.calls() - before;
    };
    const [first, second] = [await callsOf(), await callsOf()];
    expect(first - second).toBe(1);
  });

  test('a server that is busy throttles, without a time', async () => {
    stage.world().proxy.plan({ kind: 'code', code: 51 });
    const ref = stage.bench().person('busy');
    expect(await stage.bench().ensure(ref, stage.bench().wish(ref))).toEqual({
      kind: 'fault',
      fault: { kind: 'throttled', detail: 'LDAP result 51' },
    });
    await stage.world().heal();
  });

  test('an empty answer is no absence, for it would hold the place of people itself', async () => {
    const hired = await stage.bench().hire(stage.bench().person('there'));
    stage.world().proxy.plan({ kind: 'edit', asks: ({ op }) => op === Op.search, edit: () => [] });
    const answer = await stage
      .bench()
      .connect()
      .read({ refs: [hired], signal: AbortSignal.timeout(5000) });
    expect(answer).toMatchObject({ kind: 'fault', fault: { kind: 'denied' } });
    await stage.world().heal();
  });

  test('whatever bits are turned over in an answer, it is a fault in time, and never an absence', async () => {
    const { bench, world } = stage;
    const hired = await bench().hire(bench().person('garbled'));
    for (let n = 0; n < 60; n += 1) {
      const turned = (request: LdapMessage): Buffer => {
        const reply = answer(request, 0);
        const at = (n * 7) % reply.length;
        reply[at] = (reply[at] ?? 0) ^ (1 << (n % 8));
        return reply;
      };
      world().proxy.plan({ kind: 'bytes', make: turned });
      const on = bench().connect();
      const read = await on.read({ refs: [hired], signal: AbortSignal.timeout(100) });
      expect(read.kind, `turned bit ${n}`).toBe('fault');
      await on.close();
    }
    await world().heal();
    expect(await bench().read(hired)).toMatchObject({ kind: 'found' });
  }, 30_000);

  test('a limit of the server on the size of an answer is a fault, never a short list', async () => {
    const { bench, server, world } = stage;
    for (let n = 0; n < 4; n += 1) await world().direct.createForeign(bench().person('limited').userName);
    await replace(server().config, DATABASE, { olcLimits: [`{0}dn.exact="${FRONTDESK}" size=3`] });
    world().proxy.cut();
    const { last } = await bench().scan(bench().connect());
    await replace(server().config, DATABASE, { olcLimits: [LIMITS] });
    world().proxy.cut();
    expect(last).toMatchObject({ kind: 'fault', fault: { kind: 'denied' } });
  });

  test('pages that are cut short give no certificate either', async () => {
    const { bench, world } = stage;
    for (let n = 0; n < 12; n += 1) await world().direct.createForeign(bench().person('page').userName);
    world().proxy.plan({ kind: 'edit', asks: isPage, edit: (entries) => entries.slice(1) });
    const { last } = await bench().scan(bench().connect());
    expect(last).not.toHaveProperty('certificate');
    await world().heal();
  });

  test('whoever comes or goes while a scan walks costs it the proof', async () => {
    const { bench, world } = stage;
    const passing = await world().direct.createForeign(bench().person('passing').userName);
    for (const act of [
      () => world().direct.remove(passing),
      () => world().direct.createForeign(bench().person('newcomer').userName),
    ]) {
      const on = bench().connect();
      let page = await on.scan({ signal: AbortSignal.timeout(5000) });
      await act();
      while (page.kind === 'page' && page.checkpoint !== undefined) {
        page = await on.scan({ checkpoint: page.checkpoint, signal: AbortSignal.timeout(5000) });
      }
      expect(page.kind).toBe('page');
    }
    const { last } = await bench().scan(bench().connect());
    expect(last).toHaveProperty('certificate');
  });

  test('a part of the tree that lies on another server makes every answer incomplete, and says so', async () => {
    const { bench, server } = stage;
    const ref = await bench().hire(bench().person('split'));
    const place = { objectClass: ['referral', 'extensibleObject'], ou: 'abroad', ref: 'ldap://127.0.0.1:1/ou=abroad' };
    await server().admin.add(`ou=abroad,${PEOPLE}`, place);
    const signal = AbortSignal.timeout(5000);
    for (const answer of [
      await bench()
        .connect()
        .read({ refs: [ref], signal }),
      await bench().connect().scan({ signal }),
    ])
      expect(answer).toMatchObject({ kind: 'fault', fault: { kind: 'unsupported' } });
  });
});

onSlapd('many people at OpenLDAP', (stage) => {
  test('forty changes at once share four connections, and every one is done', async () => {
    const { bench, world } = stage;
    const on = bench().connect();
    const people = Array.from({ length: 40 }, () => bench().person('crowd'));
    const before = world().proxy.connections();
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, world().proxy.connections() - before);
    }, 1);
    const outcomes = await Promise.all(
      people.map((ref) => {
        const { profile, entitlements } = bench().wish(ref, ['group:engineering']);
        return bench().apply({ kind: 'ensure', ref, profile, grant: entitlements, revoke: [] }, { on });
      }),
    );
    clearInterval(watch);
    expect(outcomes.map(({ kind }) => kind)).toEqual(people.map(() => 'changed'));
    expect(most).toBeLessThanOrEqual(4);
    const calls = world().proxy.calls();
    const answer = await on.read({ refs: people, signal: AbortSignal.timeout(5000) });
    assert.ok(answer.kind === 'readings');
    expect(answer.readings.every((reading) => reading.kind === 'found' && reading.ours)).toBe(true);
    expect(world().proxy.calls() - calls, 'forty accounts are read in three searches').toBe(3);
  });
});
