// 1,000 broken policies: each is refused where it is broken, none crashes, and what is still a policy protects no less in silence.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findingProblem, problemLine } from '../../../operator/policy-check/problem.ts';
import { runTests } from '../../../operator/policy-check/test-run.ts';
import { faultLine, type PolicyFault } from '../../../operator/policy-folder/fault.ts';
import { folderFiles } from '../../../operator/policy-folder/folder-files.ts';
import { readCases } from '../../../operator/policy-folder/read-cases.ts';
import { readPolicyText, type Texts, type WrittenPolicy } from '../../../operator/policy-folder/read-text.ts';
import { lint } from '../../../shared/core/policy/lint/lint.ts';
import { weakerThanBase } from '../../../shared/core/policy/lint/weaker.ts';
import { Policy } from '../../../shared/model/policy/policy.ts';
import { policyTexts } from '../../builders/policy-texts.ts';
import { BREAKING, type Mutation, SLIPS } from './mutations.ts';
import { lostIn, protectionOf } from './protection.ts';
import { oneOf, seeded } from './text-changes.ts';

const ROOT = join(import.meta.dirname, '../../..');
const SEED = Number(process.env.POLICY_SEED ?? 20_270_131);

/** Good twins: the builder's policy with every part, this repository's, and two companies. */
const good: readonly Texts[] = [
  policyTexts(),
  ...['policy', 'examples/saas-50/policy', 'examples/mixed-1000/policy'].map((folder) => {
    const { files, faults } = folderFiles(join(ROOT, folder));
    expect(faults).toEqual([]);
    return files;
  }),
];

interface Broken extends Mutation {
  readonly kind: string;
  readonly seed: number;
  readonly twin: Texts;
}

/** So many, of every kind the same number, give or take one. */
function mutated(kinds: typeof BREAKING, count: number): readonly Broken[] {
  const names = Object.keys(kinds);
  return names.flatMap((kind, index) => {
    const wanted = Math.floor(count / names.length) + (index < count % names.length ? 1 : 0);
    const found: Broken[] = [];
    for (let seed = SEED + index * 1_000_000; found.length < wanted; seed++) {
      const random = seeded(seed);
      const twin = oneOf(random, good) ?? {};
      const mutation = kinds[kind]?.(twin, random);
      if (mutation) found.push({ ...mutation, kind, seed, twin });
    }
    return found;
  });
}

function policyOf(texts: Texts): Policy {
  const read = readPolicyText(texts);
  if (read.kind === 'refused') throw new Error(read.faults.map(faultLine).join('\n'));
  return read.written.policy;
}

/** Every sentence of the check and of the tests, with all that a check can know besides. */
function saidOf(written: WrittenPolicy, texts: Texts, base: Policy): readonly string[] {
  const settings = { owned: ['userName'], targets: ['app'], targetsWithProtected: [] };
  const usage = { app: { 'group:everyone': { used: 1, total: 100 } } };
  const findings = lint({
    policy: written.policy,
    base,
    today: '2027-02-01',
    settings,
    usage,
    people: (person) => (person === 'hr-1' ? 'left' : undefined),
  });
  const { cases } = readCases(texts);
  const { tests, coverage } = runTests('policy', written, { cases, now: Date.parse('2027-02-01T12:00:00Z') });
  return [
    ...findings.map((finding) => problemLine(findingProblem('policy', written, finding))),
    ...tests.flatMap(({ misses }) => misses),
    ...coverage.map(({ at }) => at),
  ];
}

const CODES: { readonly [fact: string]: string } = {
  duty: 'duty-weaker',
  waiver: 'duty-weaker',
  limit: 'limit-weaker',
  approval: 'approval-weaker',
  quorum: 'approval-weaker',
  lease: 'lease-weaker',
  risk: 'risk-weaker',
};

/** What is wrong with how a fault is told, if anything. */
function misled({ file, line, column, message }: PolicyFault, texts: Texts): string | undefined {
  const text = texts[file];
  if (line < 1 || column < 1) return `${file}:${line}:${column} is no place`;
  if (text !== undefined && line > text.split('\n').length) return `${file}:${line} is beyond its end`;
  return /[Ii]nvalid|\bundefined\b|object Object|\bNaN\b/.test(message) ? `says "${message}"` : undefined;
}

describe('1,000 policies, broken the way people and disks break them', () => {
  const broken = mutated(BREAKING, 1_000);

  it('are of every kind', () => {
    const counts = Map.groupBy(broken, ({ kind }) => kind);
    expect([...counts.keys()].sort()).toEqual(Object.keys(BREAKING).sort());
    expect(Math.min(...[...counts.values()].map((all) => all.length))).toBeGreaterThan(40);
  });

  it('are refused, each with a fault in the file and lines that were touched, and none crashes', () => {
    const wrong = broken.flatMap(({ kind, seed, texts, files, from, to }) => {
      const read = readPolicyText(texts);
      const what = `${kind}, seed ${seed}, ${files.join(' and ')}:${from}-${to}`;
      if (read.kind === 'policy') return [`${what}: is taken`];
      const isPlaced = read.faults.some(({ file, line }) => files.includes(file) && line >= from && line <= to);
      const misleading = read.faults.flatMap((fault) => misled(fault, texts) ?? []);
      const said = read.faults.map(faultLine).join('\n    ');
      return isPlaced && misleading.length === 0 ? [] : [`${what}: ${misleading.join(', ')}\n    ${said}`];
    });
    expect(wrong).toEqual([]);
  });
});

describe('1,000 slips of one letter or one line', () => {
  const slips = mutated(SLIPS, 1_000);

  it('crash nothing, and what is refused has a place', () => {
    const wrong = slips.flatMap(({ kind, seed, texts }) => {
      const read = readPolicyText(texts);
      const faults = read.kind === 'refused' ? read.faults : [];
      const misleading = faults.flatMap((fault) => misled(fault, texts) ?? []);
      return misleading.length === 0 && (read.kind === 'policy' || faults.length > 0)
        ? []
        : [`${kind}, seed ${seed}: ${misleading.join(', ')}`];
    });
    expect(wrong).toEqual([]);
  });

  it('that leave a policy leave one that can be checked and tried: nothing crashes, and nothing that objects have shows', () => {
    let hostile = 0;
    const wrong = slips.flatMap(({ kind, seed, texts, twin }) => {
      const read = readPolicyText(texts);
      if (read.kind === 'refused') return [];
      if (kind === 'a name that every object has') hostile++;
      const said = saidOf(read.written, texts, policyOf(twin));
      const wrongly = said.filter((one) => /native code|undefined|object Object|\bNaN\b/.test(one));
      return wrongly.map((one) => `${kind}, seed ${seed}: ${one}`);
    });
    expect(wrong).toEqual([]);
    expect(hostile).toBeGreaterThan(10);
  });

  it('that leave a policy which protects less are told so by the comparison with the one before', () => {
    let [taken, weaker] = [0, 0];
    const silent = slips.flatMap(({ kind, seed, texts, twin, files }) => {
      const read = readPolicyText(texts);
      if (read.kind === 'refused') return [];
      taken++;
      // What the reader puts together out of its parts is what the whole schema takes.
      expect(Policy.parse(read.written.policy)).toEqual(read.written.policy);
      const before = policyOf(twin);
      const lost = lostIn(protectionOf(before), protectionOf(read.written.policy));
      if (lost.length === 0) return [];
      weaker++;
      const told = weakerThanBase({ policy: read.written.policy, base: before }).map(({ code }) => code);
      const untold = lost.filter((name) => !told.some((code) => code === CODES[name.split(' ')[0] ?? '']));
      return untold.length === 0 ? [] : [`${kind}, seed ${seed}, ${files.join()}: ${untold.join(', ')}`];
    });
    expect(silent).toEqual([]);
    expect(taken).toBeGreaterThan(100);
    expect(weaker).toBeGreaterThan(10);
  });
});
