// Who holds something, for the terminal: now by the ledger, or at another moment by the logs.
import { seconds, table } from './print.ts';

/** As the API answers `who`. */
export interface Holder {
  readonly person: string;
  readonly rules: readonly string[];
  readonly target?: string;
  readonly account?: string;
  readonly state?: string;
  readonly mayRemain?: true;
  readonly since?: string;
  readonly verifiedAt?: string;
}

/** A line for each person and target, and how many people that are. */
export function whoText(people: readonly Holder[], { count, isPast }: { count: number; isPast: boolean }): string {
  if (people.length === 0) return isPast ? 'Nobody.' : 'Nobody holds it.';
  const isAt = people.some(({ target }) => target !== undefined);
  const beside = isAt ? (isPast ? PAST : PRESENT) : {};
  const rows = people.map((holder) => [
    holder.person,
    ...Object.values(beside).map((cell) => cell(holder)),
    byWords(holder, isPast),
  ]);
  const columns = ['person', ...Object.keys(beside), 'by rule'];
  return `${table(columns, rows)}\n\n${count === 1 ? '1 person' : `${count} people`}`;
}

type Columns = { readonly [column: string]: (holder: Holder) => string };

const PRESENT: Columns = {
  target: ({ target = '' }) => target,
  account: ({ account = '' }) => account,
  state: ({ state = '' }) => state,
};

const PAST: Columns = {
  target: ({ target = '' }) => target,
  since: ({ since }) => (since === undefined ? '' : seconds(since)),
  'read back': ({ verifiedAt }) => (verifiedAt === undefined ? '' : seconds(verifiedAt)),
};

function byWords({ rules, mayRemain }: Holder, isPast: boolean): string {
  const none = isPast ? 'no rule gave it then' : 'no rule gives it any more';
  const by = rules.length > 0 ? rules.join(', ') : none;
  return mayRemain ? `${by}; not wished any more, not proven to be gone` : by;
}
