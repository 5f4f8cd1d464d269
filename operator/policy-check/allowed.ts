// A finding that is meant: a comment beside it says so, with the reason.
import { join } from 'node:path';
import type { Texts } from '../policy-folder/read-text.ts';
import type { Problem } from './problem.ts';

/** Whether `# allow CODE: reason` stands on the line of the problem, or in the comments right above it. */
export function isAllowed({ file, line, code }: Problem, folder: string, texts: Texts): boolean {
  const [, text = ''] = Object.entries(texts).find(([name]) => join(folder, name) === file) ?? [];
  const lines = text.split('\n');
  let above = line - 2;
  while (/^\s*#/.test(lines[above] ?? '')) above--;
  return lines.slice(above + 1, line).some((one) => allowedIn(one) === code);
}

function allowedIn(line: string): string | undefined {
  return /(?:^|\s)#\s*allow ([a-z-]+):\s*\S/.exec(line)?.[1];
}
