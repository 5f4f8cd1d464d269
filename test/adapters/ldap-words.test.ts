// The words of LDAP on their own, without a server: names escaped and taken apart, messages framed, result codes told.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faultOf, faultOfCode } from '../../shared/adapters/ldap/faults.ts';
import { messagesFor } from '../../shared/adapters/ldap/framing.ts';
import { ldap } from '../../shared/adapters/ldap/index.ts';
import { below, dnKey, firstPart, nameKey, parentOf, rdn } from '../../shared/adapters/ldap/names.ts';
import type { AdapterPorts } from '../../shared/ports/adapter.ts';

describe('distinguished names', () => {
  const parent = 'ou=people,dc=example,dc=com';

  test('whatever the value, the name has one part more and gives the value back', () => {
    const anything = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(anything, (value) => {
        const dn = below(rdn('uid', value), parent);
        expect(firstPart(dn)).toEqual({ attribute: 'uid', value: Buffer.from(value).toString() });
        expect(parentOf(dn)).toBe(parent);
        expect(rdn('uid', value).text).toMatch(/^uid=(?:[A-Za-z0-9._@-]|\\[0-9a-f]{2})*$/);
      }),
    );
  });

  test('two spellings of one name are one', () => {
    expect(dnKey('UID=Ada,OU=People, DC=example,dc=com')).toBe(dnKey(`uid=ada,${parent}`));
    expect(dnKey('uid=a\\2cb,dc=x')).toBe(dnKey('uid=a\\,B,dc=x'));
    expect(dnKey('uid=a\\,b,dc=x')).not.toBe(dnKey('uid=a,b=c,dc=x'));
    expect(nameKey('  Field   Sales ')).toBe('field sales');
  });

  test('a name of several parts in one is taken for none', () => {
    expect(firstPart('uid=ada+cn=lovelace,dc=x')).toBeUndefined();
    expect(firstPart('')).toBeUndefined();
  });
});

describe('what comes in', () => {
  const element = (tag: number, ...body: readonly Buffer[]): Buffer => {
    const all = Buffer.concat(body);
    return Buffer.concat([
      Buffer.from([tag, 0x83, all.length >> 16, (all.length >> 8) & 0xff, all.length & 0xff]),
      all,
    ]);
  };
  const text = (value: string): Buffer => element(0x04, Buffer.from(value));
  const id = element(0x02, Buffer.from([5]));
  const entry = (size: number): Buffer =>
    element(
      0x30,
      id,
      element(0x64, text('uid=ada'), element(0x30, element(0x30, text('uid'), element(0x31, text('a'.repeat(size)))))),
    );
  const heard = (
    bytes: Buffer,
    cutAt: number,
  ): { readonly messages: readonly Buffer[]; readonly isSpoilt: boolean } => {
    const messages: Buffer[] = [];
    let isSpoilt = false;
    const take = messagesFor(
      (message) => messages.push(message),
      () => {
        isSpoilt = true;
      },
    );
    for (const part of [bytes.subarray(0, cutAt), bytes.subarray(cutAt)]) take(part);
    return { messages, isSpoilt };
  };

  test('comes out message by message, however it is cut', () => {
    const sent = [entry(3), entry(2000), entry(0)];
    const all = Buffer.concat(sent);
    for (let cutAt = 0; cutAt <= all.length; cutAt += cutAt < 300 ? 1 : 97) {
      const { messages, isSpoilt } = heard(all, cutAt);
      expect([isSpoilt, messages.map(({ length }) => length)]).toEqual([false, sent.map(({ length }) => length)]);
      expect(Buffer.concat(messages).equals(all)).toBe(true);
    }
  });

  test('is refused when it is none, endless or too large to be true', () => {
    const bad = [
      Buffer.from('HTTP/1.1 200 OK'),
      Buffer.from([0x30, 0x80, 0, 0]),
      Buffer.from([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff]),
    ];
    for (const bytes of bad)
      for (const cutAt of [0, 1, 3]) expect(heard(bytes, cutAt)).toEqual({ messages: [], isSpoilt: true });
    expect(heard(Buffer.concat([entry(1), Buffer.from('xy')]), 3).isSpoilt).toBe(true);
  });

  test('is refused when a part of it says that it is longer than the whole', () => {
    const good = entry(3);
    let refused = 0;
    for (let at = 5; at < good.length; at += 1) {
      const bad = Buffer.from(good);
      bad[at] = 0xff;
      if (heard(bad, 0).isSpoilt) refused += 1;
    }
    expect(refused).toBeGreaterThan(good.length / 2);
    const liar = element(0x30, id, Buffer.from([0xa0, 0x7f]));
    expect(heard(liar, 0)).toEqual({ messages: [], isSpoilt: true });
  });
});

describe('result codes', () => {
  test('every code of the standard has a meaning, and none of them is a success or a silence', () => {
    for (let code = 1; code < 128; code += 1) {
      for (const writes of [true, false]) {
        const { kind, detail } = faultOfCode(code, { writes });
        expect(detail).toBe(`LDAP result ${code}`);
        expect(kind === 'unknownOutcome' ? [1, 80].includes(code) && writes : true).toBe(true);
      }
    }
    expect(faultOfCode(32, { writes: false }).kind).toBe('absent');
    for (const code of [4, 11, 48, 49, 50]) expect(faultOfCode(code, { writes: false }).kind).toBe('denied');
    expect(faultOfCode(51, { writes: true }).kind).toBe('throttled');
    expect(faultOfCode(10, { writes: true }).kind).toBe('unavailable');
    expect(faultOfCode(80, { writes: true }).kind).toBe('unknownOutcome');
    expect(faultOfCode(99, { writes: true }).kind).toBe('contractBreach');
  });

  test('what is thrown and is no fault is never repeated', () => {
    expect(JSON.stringify(faultOf(new Error('uid=ada,ou=people: password "x"')))).not.toContain('ada');
  });
});

describe('a configuration', () => {
  const place = { bindDn: 'cn=frontdesk,dc=example', people: 'ou=people,dc=example', groups: 'ou=groups,dc=example' };
  const parsed = (config: object) =>
    ldap.config.safeParse({ ...place, url: 'ldaps://ldap.example.com', ...config }).success;

  test('that would say a password in the clear to another machine is refused', () => {
    expect(parsed({ url: 'ldap://ldap.example.com', tls: 'off' })).toBe(false);
    expect(parsed({ url: 'ldap://ldap.example.com' })).toBe(true);
    expect(parsed({ url: 'ldap://127.0.0.1:1389', tls: 'off' })).toBe(true);
    expect(parsed({ url: 'ldap://[::1]:1389', tls: 'off' })).toBe(true);
    expect(parsed({ url: 'ldap://127.0.0.1.example.com', tls: 'off' })).toBe(false);
    expect(parsed({ url: 'http://ldap.example.com' })).toBe(false);
    expect(parsed({ url: 'ldaps://frontdesk:secret@ldap.example.com' })).toBe(false);
    expect(parsed({ url: 'ldaps://ldap.example.com/dc=example?uid' })).toBe(false);
  });

  test('that would read or write what is not ours as a profile is refused', () => {
    expect(parsed({ attributes: { department: 'departmentNumber' } })).toBe(true);
    for (const name of ['userPassword', 'UID', 'pwdEndTime', 'entryUUID', 'memberOf', 'description', 'no name'])
      expect(parsed({ attributes: { field: name } }), name).toBe(false);
    expect(parsed({ markAttribute: 'labeledURI' })).toBe(true);
    expect(parsed({ markAttribute: 'mail' })).toBe(false);
    expect(parsed({ unheardOf: true })).toBe(false);
  });

  test('that hides open connections says so in the capabilities', () => {
    const sessionsOf = (sessions: string) => {
      const config = ldap.config.parse({ ...place, url: 'ldaps://ldap.example.com', sessions });
      return ldap.connect(config, idle).capabilities.sessions;
    };
    expect([sessionsOf('monitor'), sessionsOf('unseen')]).toEqual(['shown-only', 'none']);
  });
});

/** Ports that nobody asks: a connection opens nothing by itself. */
const idle: AdapterPorts = {
  clock: { now: () => 0, sleep: async () => undefined, deadline: () => AbortSignal.abort() },
  ids: { next: () => 'id', random: () => 0 },
  digest: { sha256: (text) => text },
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  secret: async () => [],
};
