import { describe, expect, it } from 'vitest';
import { sha256 } from '../../infra/local/signer.ts';
import { hexOf } from '../../shared/core/audit/bytes.ts';
import { headBytes, headLine, tenantDigest } from '../../shared/core/audit/chain.ts';
import type { AuditRow } from '../../shared/model/audit.ts';
import { type AuditHead, SignedHead } from '../../shared/model/audit-head.ts';
import { anAuditHouse, aRow, aSigner } from './audit-house.ts';
import { type SealedLog, sealedLog } from './sealed-log.ts';

/** A log that was sealed and signed in order, but of rows that should never have been written. */
async function verdictOn(...rows: readonly AuditRow[]) {
  const house = anAuditHouse();
  await house.write(...rows);
  await house.seal();
  return house.check(await house.file());
}

const ended = { wished: [], operations: [], events: [] };

describe('a log that was sealed with a fault in it is not called right', () => {
  it('a number is missing: its row was deleted before it was sealed', async () => {
    const { ok, firstBad } = await verdictOn(aRow({ id: 'ada', number: 1 }), aRow({ id: 'ada', number: 3 }));
    expect(ok).toBe(false);
    expect(firstBad).toMatchObject({ line: 5, noun: 'person', id: 'ada', number: 3 });
    expect(firstBad?.what).toBe('person ada number 2 was never sealed: number 3 follows number 1');
  });

  it('the first number is missing', async () => {
    const { firstBad } = await verdictOn(aRow({ id: 'ada', number: 2 }));
    expect(firstBad?.what).toContain('number 1 was never sealed');
  });

  it('an event ends in two rows', async () => {
    const twice = { ...ended, events: [{ id: 'bamboohr/e1', end: 'folded' as const }] };
    const { firstBad } = await verdictOn(
      aRow({ id: 'ada', number: 1, ...twice }),
      aRow({ id: 'bob', number: 1, ...twice }),
    );
    expect(firstBad).toMatchObject({ line: 5, id: 'bob' });
    expect(firstBad?.what).toContain('event bamboohr/e1 ends twice');
  });

  it('an operation ends in two rows', async () => {
    const end = { ...ended, operations: [{ target: 'scim', revision: 1, end: 'applied' as const }] };
    const { firstBad } = await verdictOn(
      aRow({ id: 'ada', number: 1, ...end, wished: ['scim'] }),
      aRow({ id: 'ada', number: 2, ...end }),
    );
    expect(firstBad?.what).toContain('operation scim at revision 1 ends twice');
  });

  it('an operation ends that was never wished', async () => {
    const end = { ...ended, operations: [{ target: 'scim', revision: 1, end: 'applied' as const }] };
    const { firstBad } = await verdictOn(aRow({ id: 'ada', number: 1, ...end }));
    expect(firstBad?.what).toContain('without having been wished');
  });
});

describe('a file that is no log, or not as it was exported', () => {
  it.each([
    ['nothing', ''],
    ['a line that never ends', 'no JSON'],
  ])('that holds %s is not called a log without its end', async (_, text) => {
    const { ok, firstBad } = await anAuditHouse().check(text);
    expect({ ok, line: firstBad?.line, what: firstBad?.what }).toEqual({
      ok: false,
      line: 1,
      what: 'this is no audit log: it is empty, or its first line never ends',
    });
  });

  it('whose lines were rewritten to end in CR LF is called so', async () => {
    const { text } = await sealedLog({ heads: 2, people: 1 });
    const { ok, firstBad } = await anAuditHouse().check(text.replaceAll('\n', '\r\n'));
    expect({ ok, what: firstBad?.what }).toEqual({ ok: false, what: expect.stringContaining('CR LF') });
  });
});

/** The log with one head changed by somebody who holds the key. */
async function resigned(log: SealedLog, nth: number, change: (head: AuditHead) => Partial<AuditHead>) {
  const at = log.headLines[nth] as number;
  const { head, keyId } = SignedHead.parse(JSON.parse(log.lines[at] as string));
  const changed = { ...head, ...change(head) };
  const signature = hexOf(await aSigner().sign(headBytes(keyId, changed)));
  const lines = log.lines.with(at, headLine({ head: changed, keyId, signature }));
  return { text: lines.map((line) => `${line}\n`).join(''), headLine: at + 1 };
}

describe('even the holder of the key cannot sign', () => {
  const zeros = '0'.repeat(64);
  it.each<[string, (head: AuditHead) => Partial<AuditHead>, number]>([
    ['a root that is not that of the rows', () => ({ root: zeros }), 1],
    ['another list of leaves', () => ({ leaves: zeros }), 1],
    ['more leaves than there are', ({ size }) => ({ size: size + 1 }), 1],
    ['sums that are not those of the rows', ({ sums }) => ({ sums: { ...sums, wished: sums.wished + 1 } }), 0],
    ['rows of a tenant that are not there', () => ({ tenants: { [tenantDigest(sha256, 'globex')]: 2 } }), 0],
  ])('%s', async (_, change, further) => {
    const log = await sealedLog({ heads: 1, people: 2 });
    const { text, headLine } = await resigned(log, 0, change);
    const { ok, firstBad } = await anAuditHouse().check(text);
    expect(ok).toBe(false);
    expect(firstBad).toMatchObject({ line: headLine + further, head: 1 });
  });

  it('an empty head that changes the tree', async () => {
    const log = await sealedLog({ heads: 2, people: 2 });
    const { text, headLine } = await resigned(log, 1, () => ({ root: zeros }));
    expect((await anAuditHouse().check(text)).firstBad).toMatchObject({ line: headLine, head: 2 });
  });
});
