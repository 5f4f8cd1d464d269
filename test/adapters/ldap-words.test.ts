// The words of LDAP on their own, without a server: names escaped and taken apart, messages framed, result codes told.

import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faultOf, faultOfCode } from '../../shared/adapters/ldap/faults.ts';
import { watchFraming } from '../../shared/adapters/ldap/framing.ts';
import { below, dnKey, firstPart, nameKey, parentOf, rdn } from '../../shared/adapters/ldap/names.ts';

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
  const spoiltBy = (bytes: Buffer, cutAt: number): boolean => {
    const socket = new PassThrough() as unknown as Socket;
    let spoilt = false;
    watchFraming(socket, () => {
      spoilt = true;
    });
    for (const part of [bytes.subarray(0, cutAt), bytes.subarray(cutAt)])
      if (part.length > 0) socket.emit('data', part);
    return spoilt;
  };
  const message = (length: number): Buffer =>
    Buffer.concat([
      Buffer.from([0x30, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff]),
      Buffer.alloc(length, 0x48),
    ]);

  test('is taken for messages however it is cut', () => {
    const good = Buffer.concat([Buffer.from([0x30, 2, 1, 1]), message(300), message(0), message(70_000)]);
    for (const cutAt of [0, 1, 2, 5, 6, 7, 8, 9, 200, 313, 314, 315, good.length])
      expect(spoiltBy(good, cutAt)).toBe(false);
  });

  test('is refused when it is none, endless or too large to be true', () => {
    const bad = [
      Buffer.from('HTTP/1.1 200 OK'),
      Buffer.from([0x30, 0x80, 0, 0]),
      Buffer.from([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff]),
    ];
    for (const bytes of bad) for (const cutAt of [0, 1, 3]) expect(spoiltBy(bytes, cutAt)).toBe(true);
    expect(spoiltBy(Buffer.concat([message(10), Buffer.from('x')]), 3)).toBe(true);
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
