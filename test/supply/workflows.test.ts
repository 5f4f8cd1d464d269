// What others can change under us in the workflows of GitHub: an action by its tag, a right that nobody needed.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const FOLDER = resolve(import.meta.dirname, '../../.github/workflows');

/** Actions that are not named by a whole commit hash with the version beside it: a tag can be moved, a hash cannot. */
function movable(workflow: string): readonly string[] {
  return [...workflow.matchAll(/\buses:\s*(?<action>\S+)(?<comment>.*)$/gm)]
    .filter(({ groups }) => !/@[0-9a-f]{40}$/.test(groups?.action ?? '') || !/# v\d/.test(groups?.comment ?? ''))
    .map(({ groups }) => groups?.action ?? '');
}

describe.each(readdirSync(FOLDER))('%s', (file) => {
  const workflow = readFileSync(join(FOLDER, file), 'utf8');

  test('names each action by its commit', () => {
    expect(workflow).toContain('uses:');
    expect(movable(workflow)).toEqual([]);
  });

  test('may read and nothing else', () => {
    expect([...workflow.matchAll(/permissions:\n((?: +.*\n)+)/g)].map(([, rights]) => rights)).toEqual([
      '  contents: read\n',
    ]);
  });
});

test('a tag, a branch, half a hash and a hash without its version are found', () => {
  const whole = 'a'.repeat(40);
  const steps = ['a/b@v4', 'a/b@main # v4', `a/b@${'a'.repeat(7)} # v4`, `a/b@${whole}`, `a/b@${whole} # v4.2.2`];
  expect(movable(steps.map((step) => `- uses: ${step}\n`).join(''))).toEqual([
    'a/b@v4',
    'a/b@main',
    'a/b@aaaaaaa',
    `a/b@${whole}`,
  ]);
});
