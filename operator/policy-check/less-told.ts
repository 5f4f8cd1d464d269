// What a version of a folder tells less of than the one before: tests that are gone, findings that are allowed anew.
import { join } from 'node:path';
import { readCases, type WrittenCase } from '../policy-folder/read-cases.ts';
import type { Texts } from '../policy-folder/read-text.ts';
import { allowComments } from './allow-comments.ts';
import { type Problem, problem } from './problem.ts';

interface Folder {
  readonly folder: string;
  readonly texts: Texts;
}

/** By name and reason, in whatever file they stand. */
export function lessTold(before: Folder, after: Folder): readonly Problem[] {
  return [...testsGone(before, after), ...allowedAnew(before, after)];
}

function testsGone(before: Folder, { folder, texts }: Folder): readonly Problem[] {
  const had = readCases(before.texts).cases;
  const { cases, faults } = readCases(texts);
  const left = new Set(cases.map(({ tested }) => tested.name));
  const gone = had.filter(({ tested }) => !left.has(tested.name));
  const [first] = gone;
  // Of a file that cannot be read nobody knows what is gone.
  if (!first || faults.length > 0) return [];
  const at = ({ file }: WrittenCase) => ({ file: join(folder, file), line: 1, column: 1, path: '' });
  if (left.size === 0)
    return [problem('test-gone', { ...at(first), message: `all tests are gone: there were ${had.length}` })];
  return gone.map((one) => problem('test-gone', { ...at(one), message: `the test "${one.tested.name}" is gone` }));
}

function allowedAnew(before: Folder, { folder, texts }: Folder): readonly Problem[] {
  const known = new Set(allowComments(before.texts).map(({ code, reason }) => `${code}: ${reason}`));
  return allowComments(texts)
    .filter(({ code, reason }) => !known.has(`${code}: ${reason}`))
    .map(({ file, line, column, code, reason }) =>
      problem('allow-new', {
        file: join(folder, file),
        line,
        column,
        path: '',
        message: `${code} is allowed anew: ${reason}`,
      }),
    );
}
