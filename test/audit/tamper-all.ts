// The whole of promise A10, for a night or a release: every byte, line and suffix of a large log. `node test/audit/tamper-all.ts --rows 1000`
import { parseArgs } from 'node:util';
import type { AuditVerdict } from '../../operator/audit-check.ts';
import { anAuditHouse } from './audit-house.ts';
import { lineStarts, type SealedLog, sealedLog } from './sealed-log.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000' },
    every: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '3600' },
  },
});
const [rows, every, seconds] = [Number(values.rows), Number(values.every), Number(values.seconds)];

interface Tampering {
  readonly what: string;
  readonly bytes: Buffer;
  /** The record that must be named; undefined where being found is enough. */
  readonly line?: number;
}

function* flippedBytes({ text }: SealedLog): Generator<Tampering> {
  const [starts, bytes] = [lineStarts(text), Buffer.from(text)];
  let line = 1;
  for (let at = 0; at < bytes.length; at += every) {
    while ((starts[line] ?? Number.POSITIVE_INFINITY) <= at) line += 1;
    const copy = Buffer.from(bytes);
    copy[at] = (copy[at] as number) ^ (1 << (at % 8));
    yield { what: `byte ${at}`, bytes: copy, line };
  }
}

function* movedLines({ lines }: SealedLog): Generator<Tampering> {
  const text = (changed: readonly string[]) => Buffer.from(changed.map((line) => `${line}\n`).join(''));
  for (const [at, line] of lines.entries()) {
    yield { what: `line ${at + 1} deleted`, bytes: text(lines.toSpliced(at, 1)), line: at + 1 };
    yield { what: `line ${at + 1} doubled`, bytes: text(lines.toSpliced(at, 0, line)), line: at + 2 };
    yield { what: `line ${at + 1} put in front`, bytes: text(lines.toSpliced(at, 0, '{}')), line: at + 1 };
    const next = lines[at + 1];
    if (next === undefined) continue;
    yield { what: `line ${at + 1} swapped`, bytes: text(lines.toSpliced(at, 2, next, line)), line: at + 1 };
  }
}

function* cutTails({ text }: SealedLog): Generator<Tampering> {
  const bytes = Buffer.from(text);
  for (let length = 0; length < bytes.length; length += every)
    yield { what: `cut to ${length} bytes`, bytes: bytes.subarray(0, length) };
}

const isFound = ({ ok, firstBad }: AuditVerdict, line: number | undefined): boolean =>
  !ok && firstBad !== undefined && (line === undefined || firstBad.line === line);

const started = performance.now();
const house = anAuditHouse();
const log = await sealedLog({ heads: 21, people: Math.ceil(rows / 20) });
const counts = { tamperings: 0, missed: 0 };
let isComplete = true;
for (const tampering of [movedLines, flippedBytes, cutTails].flatMap((kind) => [kind(log)]))
  for (const { what, bytes, line } of tampering) {
    if (performance.now() - started > seconds * 1000) {
      isComplete = false;
      break;
    }
    counts.tamperings += 1;
    const verdict = await house.check(bytes);
    if (isFound(verdict, line)) continue;
    counts.missed += 1;
    console.error(`missed: ${what}`, verdict.firstBad);
  }
const whole = await house.check(log.text);
console.log(JSON.stringify({ rows: whole.rows, bytes: log.text.length, every, isComplete, ...counts, ok: whole.ok }));
process.exit(counts.missed === 0 && whole.ok && isComplete ? 0 : 1);
