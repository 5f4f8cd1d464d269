// A replay for the terminal: the sums first, then people, losers before all others.
import type { Count, ReplayTotals } from '../shared/core/policy/replay-totals.ts';
import { facts, seconds, table } from './print.ts';

export interface PersonReplayed {
  readonly person: string;
  readonly different: readonly {
    readonly kind: 'loss' | 'gain' | 'profile';
    readonly target: string;
    readonly what: string;
    readonly from: string;
    readonly until?: string;
    readonly rules: readonly string[];
  }[];
}

export interface Replayed {
  readonly window?: { readonly from: string; readonly to: string } | undefined;
  readonly base: string;
  readonly policy: string;
  readonly totals: ReplayTotals;
  readonly people: readonly PersonReplayed[];
}

/** Rows of each table; `--json` has them all. */
const SHOWN = 20;

/** All of it as text. */
export function replayText({ window, base, policy, totals, people }: Replayed): string {
  const head = facts([
    ['window', window && `${seconds(window.from)} to ${seconds(window.to)}`],
    ['policy', `${policy}, against ${base}`],
    ['replayed', `${totals.looked} people, ${totals.facts} recorded facts`],
    [
      'different',
      `${totals.different} people: ${totals.losing} would have lost something, ${totals.gaining} gained something, ${totals.respelled} had another profile`,
    ],
  ]);
  if (totals.different === 0) return `${head}\n\nNothing would have been different.`;
  const sums = [
    sumsTable('target', totals.targets),
    sumsTable('entitlement', totals.entitlements),
    sumsTable('rule', totals.rules),
  ];
  return [head, ...sums.filter((text) => text !== ''), peopleTable(people)].join('\n\n');
}

/** Most losers first. */
function sumsTable(what: string, counts: { readonly [name: string]: Count }): string {
  const rows = Object.entries(counts)
    .sort(([, a], [, b]) => b.losing - a.losing || b.gaining - a.gaining)
    .map(([name, { losing, gaining }]) => [name, String(losing), String(gaining)]);
  if (rows.length === 0) return '';
  return cut(rows, (some) => table([what, 'people losing', 'people gaining'], some));
}

function peopleTable(people: readonly PersonReplayed[]): string {
  const signs = { loss: '-', gain: '+', profile: 'profile: ' } as const;
  const rows = people.flatMap(({ person, different }) =>
    different.map(({ kind, target, what, from, until, rules }) => [
      person,
      target,
      `${signs[kind]}${what}`,
      seconds(from),
      until === undefined ? 'still' : seconds(until),
      rules.join(', '),
    ]),
  );
  return cut(rows, (some) => table(['person', 'target', 'what', 'from', 'until', 'rules'], some));
}

function cut(rows: readonly (readonly string[])[], shown: (some: readonly (readonly string[])[]) => string): string {
  const rest = rows.length - SHOWN;
  return `${shown(rows.slice(0, SHOWN))}${rest > 0 ? `\nand ${rest} more rows: --json shows them` : ''}`;
}
