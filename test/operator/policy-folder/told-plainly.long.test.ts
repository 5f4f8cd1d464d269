// Slips in the text of good policies: what they are told by is our words, not the parser's.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderFiles } from '../../../operator/policy-folder/folder-files.ts';
import { yamlSource } from '../../../operator/policy-folder/yaml-source.ts';
import { policyTexts } from '../../builders/policy-texts.ts';
import { oneOf, type Random, seeded } from './text-changes.ts';

const ROOT = join(import.meta.dirname, '../../..');
const SEED = 20_270_131;
const COUNT = 1_000;

const folders = ['policy', 'examples/saas-50/policy', 'examples/mixed-1000/policy', 'examples/enterprise-10000/policy'];
const files = [policyTexts(), ...folders.map((folder) => folderFiles(join(ROOT, folder)).files)].flatMap((texts) =>
  Object.entries(texts).filter(([file]) => !file.startsWith('tests')),
);

/** One stroke of a key, at the signs that YAML reads. */
function slipped(text: string, random: Random): string {
  const signs = [...text.matchAll(/[^\w\n]/g)].map(({ index }) => index);
  const at = oneOf(random, signs) ?? 0;
  const sign = oneOf(random, [...'\t :-,[]{}\'"#&*!|>%@`?']) ?? '';
  const [before, after] = [text.slice(0, at), text.slice(at)];
  return oneOf(random, [before + after.slice(1), before + sign + after, before + sign + after.slice(1)]) ?? text;
}

/** Of so many slips, those that leave no YAML, and of these the ones that are told in the parser's words. */
function told(): { readonly refused: number; readonly raw: readonly string[] } {
  let refused = 0;
  const raw: string[] = [];
  for (let seed = SEED; seed < SEED + COUNT; seed++) {
    const random = seeded(seed);
    const [file, text] = oneOf(random, files) ?? ['', ''];
    const { value, faults } = yamlSource(slipped(text, random));
    if (value !== undefined) continue;
    refused++;
    const own = faults.filter(({ message }) => message.includes('is no YAML: '));
    raw.push(...own.slice(0, 1).map(({ message }) => `seed ${seed}, ${file}: ${message}`));
  }
  return { refused, raw };
}

describe('slips of one key', () => {
  it('are told in the words of the parser in a hundredth of the cases at most', () => {
    const { refused, raw } = told();
    expect(refused).toBeGreaterThan(COUNT / 5);
    expect(raw.length, raw.slice(0, 40).join('\n')).toBeLessThanOrEqual(refused / 100);
  });
});
