// What the steps of a test company logged, so that a test can ask for a line.
import type { Log } from '../../shared/ports/runtime.ts';

export interface CompanyLog extends Log {
  readonly lines: { readonly level: string; readonly event: string; readonly fields: object }[];
  has(event: string): boolean;
}

export function companyLog(): CompanyLog {
  const lines: CompanyLog['lines'] = [];
  const at =
    (level: string) =>
    (event: string, fields: object = {}) =>
      void lines.push({ level, event, fields });
  return {
    lines,
    has: (event) => lines.some((line) => line.event === event),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
  };
}
