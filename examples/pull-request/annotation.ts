// A finding as GitHub shows it on the line that it is about: a workflow command on standard output.

export interface Finding {
  readonly severity: 'error' | 'warning';
  /** From the root of the repository. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Explained in docs/policy-check.md. */
  readonly code: string;
  readonly message: string;
  readonly suggestion?: string;
}

/** `::error file=policy/rules.yaml,line=12,col=5,title=rule-unreachable::what is wrong`. */
export function annotationOf({ severity, file, line, column, code, ...finding }: Finding): string {
  const properties = { file, line: `${line}`, col: `${column}`, title: code };
  const listed = Object.entries(properties).map(([name, value]) => `${name}=${property(value)}`);
  return `::${severity} ${listed.join(',')}::${data(sentenceOf(finding))}`;
}

export function sentenceOf({ message, suggestion }: Pick<Finding, 'message' | 'suggestion'>): string {
  return suggestion === undefined ? message : `${message}; did you mean "${suggestion}"?`;
}

/** As GitHub's own toolkit escapes a command's data (actions/toolkit, packages/core/src/command.ts); `%` first. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
