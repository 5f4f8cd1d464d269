// What `policy check` reports: faults, findings and failed tests in one form, for people and for scripts.
import { join } from 'node:path';
import { type Code, type Finding, KINDS, type Severity } from '../../shared/core/policy/lint/finding.ts';
import type { PolicyFault } from '../policy-folder/fault.ts';
import type { WrittenPolicy } from '../policy-folder/read-text.ts';

export interface Problem extends PolicyFault {
  readonly severity: Severity;
  /** Stays the same from release to release. */
  readonly code: Code;
  /** Where it is explained. */
  readonly page: string;
}

const PAGE = 'docs/policy-check.md';

export function faultProblem(fault: PolicyFault): Problem {
  return problem('invalid', fault);
}

export function problem(code: Code, fault: PolicyFault): Problem {
  return { ...fault, severity: KINDS[code].severity, code, page: `${PAGE}#${code}` };
}

/** A finding where it is written. */
export function findingProblem(folder: string, written: WrittenPolicy, finding: Finding): Problem {
  const { code, path, message, suggestion } = finding;
  return problem(code, {
    ...placeIn(folder, written, path),
    message,
    ...(suggestion !== undefined && { suggestion }),
  });
}

function placeIn(folder: string, written: WrittenPolicy, path: Finding['path']): Omit<PolicyFault, 'message'> {
  const { file, ...position } = written.positionOf(path);
  return { file: join(folder, file), ...position, path: wordsOf(written, path) };
}

/** `rules.engineering.when`: list items by their id, where they have one. */
function wordsOf({ policy }: WrittenPolicy, [part, position, ...rest]: Finding['path']): string {
  const list = part === 'duties' ? policy.duties : policy.rules;
  const name = typeof position === 'number' ? (list[position]?.id ?? position) : position;
  return [part, ...(name === undefined ? [] : [name]), ...rest].join('.');
}

/** `policy/rules.yaml:12:3: error rule-unreachable: ...`; the place in the file, where the sentence does not name it. */
export function problemLine({ file, line, column, severity, code, path, message, suggestion }: Problem): string {
  const where = code === 'invalid' && path !== '' ? `${path}: ` : '';
  const meant = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
  return `${file}:${line}:${column}: ${severity} ${code}: ${where}${message}${meant}`;
}
