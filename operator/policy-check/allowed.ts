// Findings that are meant: a comment beside each says so, with the reason; and comments that say so of nothing.
import { join } from 'node:path';
import { nearestName } from '../../shared/core/nearest.ts';
import { type Code, KINDS, type Need } from '../../shared/core/policy/lint/finding.ts';
import type { Texts } from '../policy-folder/read-text.ts';
import { type AllowComment, allowComments } from './allow-comments.ts';
import { type Problem, problem } from './problem.ts';

export interface Allowing {
  readonly folder: string;
  readonly texts: Texts;
  /** What the check was given besides the folder. */
  readonly given: { readonly [need in Need]?: unknown };
}

/** `left`: what no comment allows, and a warning for each comment that allows nothing. Errors are never allowed. */
export function withoutAllowed(
  problems: readonly Problem[],
  { folder, texts, given }: Allowing,
): { readonly left: readonly Problem[]; readonly allowed: number } {
  const comments = allowComments(texts).map((one) => ({ ...one, file: join(folder, one.file) }));
  const at = new Map(comments.flatMap((one) => one.lines.map((line) => [keyOf({ ...one, line }), one] as const)));
  const used = new Set<AllowComment>();
  const left = problems.filter((one) => {
    const comment = one.severity === 'warning' ? at.get(keyOf(one)) : undefined;
    if (!comment || comment.reason === '') return true;
    used.add(comment);
    return false;
  });
  const unused = comments.filter((one) => !used.has(one)).flatMap((one) => unusedProblem(one, given) ?? []);
  return { left: [...left, ...unused], allowed: problems.length - left.length };
}

function keyOf({ file, line, code }: { readonly file: string; readonly line: number; readonly code: string }): string {
  return `${file}:${line}:${code}`;
}

/** Undefined where nobody looked for what it allows. */
function unusedProblem(comment: AllowComment, given: Allowing['given']): Problem | undefined {
  const { file, line, column, code, reason } = comment;
  const kind: { severity: string; needs?: Need } | undefined = Object.hasOwn(KINDS, code)
    ? KINDS[code as Code]
    : undefined;
  if (kind?.severity === 'warning' && reason !== '' && kind.needs && given[kind.needs] === undefined) return undefined;
  const suggestion = kind ? undefined : nearestName(code, Object.keys(KINDS));
  const why = !kind
    ? `there is no kind of finding "${code}"`
    : kind.severity === 'error'
      ? `"${code}" is an error, and errors cannot be allowed: mend it`
      : reason === ''
        ? `it says no reason: "# allow ${code}: why"`
        : `nothing of kind "${code}" is found here; remove it`;
  const message = `this comment allows nothing: ${why}`;
  return problem('allow-unused', { file, line, column, path: '', message, ...(suggestion && { suggestion }) });
}
