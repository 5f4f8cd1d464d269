// The program that counts heads of an example, as a shell runs it.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = new URL('../..', import.meta.url).pathname;

function headcount(...words: readonly string[]): Promise<readonly [code: number, out: string, err: string]> {
  const program = [join(ROOT, 'bin/run.js'), join(ROOT, 'examples/headcount.ts'), ...words];
  return new Promise((resolve) => {
    execFile(process.execPath, program, (error, out, err) => resolve([error ? Number(error.code) : 0, out, err]));
  });
}

test('counts the roles and the accounts of a company', async () => {
  const [code, out] = await headcount('saas-50');
  expect([code, out]).toEqual([0, expect.stringMatching(/slack +49/)]);
});

test.each([
  [['saas-50', '2027-02-30'], '"2027-02-30" is no day: give one such as 2027-07-01\n'],
  [['saas-50', '2027-02-28T10:00Z'], '"2027-02-28T10:00Z" is no day: give one such as 2027-07-01\n'],
  [['saas-500'], 'there is no example "saas-500"; there are saas-50, mixed-1000, enterprise-10000\n'],
  [[], 'name an example: saas-50, mixed-1000, enterprise-10000\n'],
])('%j ends with 1 and a sentence', async (words, sentence) => {
  expect(await headcount(...words)).toEqual([1, '', sentence]);
});
