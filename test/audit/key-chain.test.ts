// The chain of keys: an auditor with the first public key alone checks a log across rotations, and a forged chain is found.
import { describe, expect, it } from 'vitest';
import { canonical, hexOf } from '../../shared/core/audit/bytes.ts';
import { headBytes, headLine } from '../../shared/core/audit/chain.ts';
import { type AnnouncedKey, type AuditHead, SignedHead } from '../../shared/model/audit-head.ts';
import type { Signer } from '../../shared/ports/audit.ts';
import { keyRotor } from '../../shared/steps/key-rotor.ts';
import { seal } from '../../shared/steps/seal.ts';
import { aRotatingHouse, aRotation, keyOf, keyRing, newKey } from './key-house.ts';

/** Heads 1 to 2 by the first key, the hand-over is head 3, then 4 by the second, 5 hands over, and 6 by the third. */
async function aLog() {
  const house = aRotatingHouse();
  for (const version of ['one-1', 'two-2']) {
    await house.sealed();
    if (version === 'one-1') await house.sealed();
    await house.rotate(version);
  }
  await house.sealed();
  return { house, text: await house.file() };
}

const signedIn = (line: string) => SignedHead.parse(JSON.parse(line));
const isHead = (line: string) => line.startsWith('{"head"');

/** The file with its heads changed and signed anew by whoever the attacker can sign as. */
async function forged(
  text: string,
  change: (head: AuditHead) => AuditHead,
  signerFor: (n: number) => Signer | undefined,
) {
  const lines = text.split('\n').map(async (line) => {
    if (!isHead(line)) return line;
    const { head, keyId, signature } = signedIn(line);
    const changed = change(head);
    const signer = signerFor(head.number);
    if (!signer) return headLine({ head: changed, keyId, signature });
    const fresh = hexOf(await signer.sign(headBytes(signer.keyId, changed)));
    return headLine({ head: changed, keyId: signer.keyId, signature: fresh });
  });
  return (await Promise.all(lines)).join('\n');
}

describe('a log across two rotations of its key', () => {
  it('is checked offline with the first public key alone', async () => {
    const { house, text } = await aLog();
    expect(await house.check(text)).toMatchObject({ ok: true, isTrusted: true, heads: 6, rows: 4 });
    const keys = text
      .split('\n')
      .filter(isHead)
      .map((line) => signedIn(line).keyId);
    expect(new Set(keys).size).toBe(3);
    expect(house.ring.destroyed).toHaveLength(2);
  });

  it('is not accepted on the word of a later key, nor of a stranger', async () => {
    const { house, text } = await aLog();
    const last = (await house.ring.all())[0]?.publicKey ?? '';
    for (const key of [last, keyOf(newKey(), 0).publicKey])
      expect(await house.check(text, { publicKeys: [key] })).toMatchObject({ ok: false });
  });

  it('goes on with the right key after a restart in the middle of a rotation', async () => {
    const house = aRotatingHouse();
    await house.sealed();
    const rotation = aRotation({ version: 'one-1', old: house.ring.first.keyId });
    await house.rotor.create(rotation);
    await house.sealed();
    await house.rotor.finish(rotation);
    await house.rotor.finish(rotation);
    await house.sealed();
    expect(await house.check(await house.file())).toMatchObject({ ok: true, heads: 4 });
  });

  it('killed between the hand-over and its signature, the old key signs it and the new one what follows', async () => {
    const house = aRotatingHouse();
    await house.sealed();
    const rotation = aRotation({ version: 'one-1', old: house.ring.first.keyId });
    const archive = { ...house.archive, append: () => Promise.reject(new Error('killed')) };
    await expect(keyRotor({ ...house.ports, archive }).finish(rotation)).rejects.toThrow('killed');
    await seal(house.ports)();
    await house.rotor.finish(rotation);
    await house.rotor.end(rotation);
    await house.sealed();
    expect(await house.check(await house.file())).toMatchObject({ ok: true });
  });

  it('never signs a head with a key that is not the one in force', async () => {
    const house = aRotatingHouse();
    await house.sealed();
    await house.rotate('one-1');
    const [key] = await house.ring.all();
    await house.ring.destroy(key?.keyId ?? '');
    await expect(house.sealed()).rejects.toThrow('cannot be reached');
  });
});

describe('a new key is tried out before it is announced', () => {
  it('one whose signatures do not verify is a fault, and nothing is announced', async () => {
    const house = aRotatingHouse();
    await house.sealed();
    const made = await house.ring.make('one-1');
    const bad = { ...house.ring, make: async () => ({ ...made, sign: async () => new Uint8Array(64) }) };
    const rotor = keyRotor({ ...house.ports, signingKeys: bad });
    expect(await rotor.test(aRotation({ version: 'one-1', old: '' }))).toMatchObject({
      fault: { kind: 'contractBreach' },
    });
  });
});

describe('a forged change of keys is found', () => {
  const thief = keyOf(newKey(), 0);
  const announced: AnnouncedKey = { keyId: thief.keyId, publicKey: thief.publicKey };

  it('another key put into the announcement, and all later heads signed by it', async () => {
    const { house, text } = await aLog();
    const change = (head: AuditHead) => (head.number === 3 ? { ...head, nextKey: announced } : head);
    const file = await forged(text, change, (number) => (number > 3 ? thief : undefined));
    expect(await house.check(file)).toMatchObject({ ok: false, firstBad: { head: 3 } });
  });

  it('an announcement that the thief signs himself', async () => {
    const { house, text } = await aLog();
    const change = (head: AuditHead) => (head.number === 2 ? { ...head, nextKey: announced } : head);
    const file = await forged(text, change, (number) => (number >= 2 ? thief : undefined));
    expect(await house.check(file)).toMatchObject({ ok: false, firstBad: { head: 2 } });
  });

  it('a later key that rewrites what was sealed before its time', async () => {
    const { house, text } = await aLog();
    const last = (await house.ring.all())[0] as Signer;
    const file = await forged(
      text,
      (head) => head,
      (number) => (number <= 2 ? last : undefined),
    );
    expect(await house.check(file)).toMatchObject({ ok: false, firstBad: { head: 1 } });
  });

  it('the old key, stolen before it was destroyed, that signs heads after the hand-over', async () => {
    const old = newKey();
    const house = aRotatingHouse(keyRing(old));
    await house.sealed();
    await house.rotate('one-1');
    await house.sealed();
    const file = await forged(
      await house.file(),
      (head) => head,
      (number) => (number === 3 ? keyOf(old, 0) : undefined),
    );
    expect(await house.check(file)).toMatchObject({ ok: false, firstBad: { head: 3 } });
  });

  it('an announcement that is cut out', async () => {
    const { house, text } = await aLog();
    const without = text.split('\n').filter((line) => !isHead(line) || signedIn(line).head.number !== 3);
    expect(await house.check(without.join('\n'))).toMatchObject({ ok: false, firstBad: { head: 3 } });
  });

  it('an announced key whose id is not its own, even under the right signature', async () => {
    const house = aRotatingHouse();
    await house.sealed();
    await house.rotate('one-1');
    const text = await house.file();
    const lie = (head: AuditHead) =>
      head.number === 2 ? { ...head, nextKey: { keyId: '0'.repeat(16), publicKey: thief.publicKey } } : head;
    const file = await forged(text, lie, (number) => (number === 2 ? house.ring.first : undefined));
    const verdict = await house.check(file);
    expect(verdict).toMatchObject({ ok: false, firstBad: { head: 2, what: expect.stringContaining('announces key') } });
    expect(canonical(verdict.firstBad)).not.toContain(thief.publicKey);
  });
});
