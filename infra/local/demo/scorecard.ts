// The end of the demo: every promise with its verdict, for people as a table and for scripts as one line of JSON.
import { styleText } from 'node:util';
import type { Check } from './stage.ts';

export interface Scorecard {
  readonly ok: boolean;
  readonly people: number;
  readonly seconds: number;
  readonly chapters: readonly { readonly name: string; readonly seconds: number }[];
  /** Milliseconds and counts by name. */
  readonly measured: { readonly [name: string]: number };
  readonly checks: readonly Check[];
  /** What stopped the story, when something did. */
  readonly stopped?: string;
}

/** The scorecard for the terminal. */
export function scorecardText({ ok, seconds, checks, stopped }: Scorecard): string {
  const kept = checks.filter((check) => check.ok).length;
  const broken = checks.filter((check) => !check.ok).map(({ what, shown }) => `    ✗ ${what}: ${shown}`);
  const head = ok
    ? styleText(['bold', 'green'], `All ${kept} promises were kept`)
    : styleText(['bold', 'red'], `${checks.length - kept} of ${checks.length} promises were broken`);
  const why = stopped === undefined ? [] : [styleText('red', `    ✗ the story stopped: ${stopped}`)];
  return [`\n    ${head}, in ${seconds.toFixed(0)} seconds.`, ...broken, ...why, ''].join('\n');
}
