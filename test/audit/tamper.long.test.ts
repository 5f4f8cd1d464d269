import { beforeAll, describe, expect, it } from 'vitest';
import type { AuditVerdict } from '../../operator/audit-check.ts';
import { canonical } from '../../shared/core/audit/bytes.ts';
import { anAuditHouse, aRow, aSigner } from './audit-house.ts';
import { lineStarts, type SealedLog, sealedLog } from './sealed-log.ts';

let log: SealedLog;
beforeAll(async () => {
  log = await sealedLog({ heads: 3, people: 2 });
});

const check = (text: string | Buffer, more = {}) => anAuditHouse().check(text, more);
const joined = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');

/** Everything but the verdict itself is the business of one test. */
function expectBad(verdict: AuditVerdict, line: number, why: string) {
  expect(verdict.ok, why).toBe(false);
  expect(verdict.firstBad?.line, `${why}: ${verdict.firstBad?.what}`).toBe(line);
  expect(verdict.firstBad?.next, why).toMatch(/./);
}

describe('an untouched export', () => {
  it('is right, and says what it holds', async () => {
    const verdict = await check(log.text);
    expect(verdict).toMatchObject({ ok: true, isTrusted: true, heads: log.heads, rows: log.rows });
    expect(verdict.balance).toMatchObject({ wished: log.rows, inFlight: 0, waiting: 0 });
  });
});

describe('whoever changes one byte is found, and the record is named', () => {
  const flips: readonly [string, (at: number) => number, number][] = [
    ['every byte of a small log, one bit, another in each byte', (at) => 1 << (at % 8), 1],
    ['every third byte, the bit between upper and lower case', () => 0x20, 3],
  ];
  it.each(flips)('%s', { timeout: 60_000 }, async (_, maskAt, step) => {
    const starts = lineStarts(log.text);
    for (let at = 0; at < log.text.length; at += step) {
      const bytes = Buffer.from(log.text);
      bytes[at] = (bytes[at] as number) ^ maskAt(at);
      const line = starts.findLastIndex((start) => start <= at) + 1;
      const verdict = await check(bytes);
      expectBad(verdict, line, `byte ${at} of line ${line}`);
      const row = log.rowAt(line);
      if (row) expect(verdict.firstBad, `byte ${at}`).toMatchObject(row);
    }
  });

  it('bytes all over a log of some hundred rows', async () => {
    const large = await sealedLog({ heads: 12, people: 40 });
    const starts = lineStarts(large.text);
    for (let at = 7; at < large.text.length; at += 1009) {
      const bytes = Buffer.from(large.text);
      bytes[at] = (bytes[at] as number) ^ (1 << (at % 8));
      expectBad(await check(bytes), starts.findLastIndex((start) => start <= at) + 1, `byte ${at}`);
    }
  });
});

describe('whoever spells the same thing otherwise is found', () => {
  it('a space put in before every third byte', { timeout: 60_000 }, async () => {
    const starts = lineStarts(log.text);
    for (let at = 0; at < log.text.length; at += 3) {
      const line = starts.findLastIndex((start) => start <= at) + 1;
      expectBad(await check(`${log.text.slice(0, at)} ${log.text.slice(at)}`), line, `a space before byte ${at}`);
    }
  });

  it('a byte order mark before a line', async () => {
    for (const [at, line] of log.lines.entries())
      expectBad(await check(joined(log.lines.with(at, `\ufeff${line}`))), at + 1, `before line ${at + 1}`);
  });

  it('bytes that are no text in the place of the sign for such bytes', async () => {
    const house = anAuditHouse();
    await house.write(aRow({ id: 'hr-\ufffd', number: 1, events: [] }));
    await house.seal();
    const bytes = Buffer.from(await house.file());
    for (const line of [3, 4]) {
      const at = bytes.indexOf('\ufffd', line === 3 ? 0 : bytes.indexOf('{"act"'));
      expectBad(await check(Buffer.from(bytes).fill(0xff, at, at + 3)), line, `in line ${line}`);
    }
    expect((await check(bytes)).ok).toBe(true);
  });
});

describe('whoever takes, moves or adds a line is found', () => {
  it('each line deleted; where it was a row, that row is named', async () => {
    for (const [at] of log.lines.entries()) {
      const verdict = await check(joined(log.lines.toSpliced(at, 1)));
      expectBad(verdict, at + 1, `without line ${at + 1}`);
      const row = log.rowAt(at + 1);
      if (row) {
        expect(verdict.firstBad).toMatchObject(row);
        expect(verdict.firstBad?.what).toContain('is missing');
      }
    }
  });

  it('each line doubled', async () => {
    for (const [at, line] of log.lines.entries())
      expectBad(await check(joined(log.lines.toSpliced(at, 0, line))), at + 2, `line ${at + 1} twice`);
  });

  it('each two lines swapped', async () => {
    for (let at = 0; at < log.lines.length - 1; at += 1) {
      const [first, second] = [log.lines[at], log.lines[at + 1]] as [string, string];
      expectBad(
        await check(joined(log.lines.toSpliced(at, 2, second, first))),
        at + 1,
        `lines ${at + 1} and ${at + 2}`,
      );
    }
  });

  it('a forged row, an empty line or a foreign line inserted anywhere', async () => {
    for (const forged of [canonical(aRow({ id: 'hr-1', number: 99 })), '', '{"revealed":"nothing"}', '\ufeff', '[]'])
      for (let at = 0; at <= log.lines.length; at += 1)
        expectBad(await check(joined(log.lines.toSpliced(at, 0, forged))), at + 1, `"${forged}" before line ${at + 1}`);
  });
});

describe('whoever cuts the tail is found', () => {
  it('every shorter file, and the one without its last byte', { timeout: 60_000 }, async () => {
    const lengths = Array.from({ length: log.text.length / 3 }, (_, nth) => nth * 3);
    for (const length of [...lengths, log.text.length - 2, log.text.length - 1])
      expect((await check(log.text.slice(0, length))).ok, `${length} bytes`).toBe(false);
  });

  it('a tail cut at a head, with a new end written, by the head that the auditor holds', async () => {
    const { last } = await check(log.text);
    const shorter = log.cutAfterHead(2);
    const expected = { number: last?.number ?? 0, hash: last?.hash ?? '' };
    expect((await check(shorter)).ok).toBe(true);
    const verdict = await check(shorter, { expected });
    expect(verdict.firstBad?.what).toContain('its tail was cut off');
    expect((await check(log.text, { expected })).ok).toBe(true);
  });

  it('and without one, by the age of the newest head', async () => {
    const newest = { now: log.sealedAt + 60_000, maxAgeMs: 15 * 60_000 };
    expect((await check(log.text, { newest })).ok).toBe(true);
    const verdict = await check(log.cutAfterHead(1), { newest: { ...newest, now: newest.now + 15 * 60_000 } });
    expect(verdict.firstBad?.what).toContain('the newest head is of');
  });
});

describe('whoever rewrites history is found', () => {
  it('an old head in the place of a newer one', async () => {
    for (const [nth, at] of log.headLines.entries())
      for (const old of log.headLines.slice(0, nth))
        expectBad(await check(joined(log.lines.with(at, log.lines[old] as string))), at + 1, `head ${nth + 1}`);
  });

  it('a log resealed with another key, which brings its own key along', async () => {
    const forged = await sealedLog({ heads: 3, people: 2, signer: aSigner('forger') });
    expectBad(await check(forged.text), 1, "the forger's key");
    expect((await check(forged.text)).firstBad?.what).toContain('none of yours');
  });

  it('a log resealed with another key under the name of ours', async () => {
    const forger = { ...aSigner(), sign: aSigner('forger').sign };
    const forged = await sealedLog({ heads: 3, people: 2, signer: forger });
    expectBad(await check(forged.text), 2, 'the signature');
  });

  it('a head from a fork of the same log, signed with the same key', async () => {
    const fork = await sealedLog({ heads: 3, people: 3 });
    for (const nth of [1, 2]) {
      const [mine, theirs] = [log.headLines[nth] as number, fork.headLines[nth] as number];
      expectBad(await check(joined(log.lines.with(mine, fork.lines[theirs] as string))), mine + 1, `head ${nth + 1}`);
    }
  });

  it('a whole fork, by the head that the auditor holds', async () => {
    const { last } = await check(log.text);
    const fork = await sealedLog({ heads: 4, people: 3 });
    const verdict = await check(fork.text, { expected: { number: last?.number ?? 0, hash: last?.hash ?? '' } });
    expect(verdict.firstBad?.what).toContain('forked or rewritten');
  });
});

describe('without a key from elsewhere nothing is proven', () => {
  it('a file that agrees with its own key is not called right', async () => {
    const verdict = await check(log.text, { publicKeys: [] });
    expect(verdict).toMatchObject({ ok: false, isTrusted: false });
    expect(verdict.firstBad).toBeUndefined();
  });

  it('a text that is no key is refused', async () => {
    await expect(check(log.text, { publicKeys: ['not a key'] })).rejects.toThrow('no public key');
  });
});
