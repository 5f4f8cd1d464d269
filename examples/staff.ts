// Makes up the people of an example company: the same ones every time, none of them real.
import { fitted } from '../shared/core/policy/characters.ts';
import { FAMILY_NAMES, GIVEN_NAMES } from './names.ts';

/** As many people with one title; `more` are attributes that all of them have. */
export interface Job {
  readonly department: string;
  readonly title: string;
  readonly people: number;
  readonly more?: { readonly [column: string]: string };
}

export interface Company {
  /** Of the addresses; a name under example.com. */
  readonly domain: string;
  /** Each site as often as its share of the people. */
  readonly sites: readonly string[];
  readonly timezones: { readonly [site: string]: string };
  readonly jobs: readonly Job[];
  readonly firstId: number;
  readonly seed: number;
}

export type Row = { readonly [column: string]: string };

/** Everybody, job by job; the first of a department is the manager of the others. */
export function staffOf(company: Company): readonly Row[] {
  const dice = diceOf(company.seed);
  const taken = new Map<string, number>();
  const heads = new Map<string, string>();
  let id = company.firstId;
  return company.jobs.flatMap((job) =>
    Array.from({ length: job.people }, () => {
      const row = personOf(company, job, { id: `${id++}`, dice, taken, manager: heads.get(job.department) ?? '' });
      if (!heads.has(job.department)) heads.set(job.department, row.id ?? '');
      return row;
    }),
  );
}

interface Drawing {
  readonly id: string;
  readonly dice: Dice;
  readonly taken: Map<string, number>;
  readonly manager: string;
}

function personOf(company: Company, { department, title, more }: Job, { id, dice, taken, manager }: Drawing): Row {
  const [givenName, familyName] = [dice.oneOf(GIVEN_NAMES), dice.oneOf(FAMILY_NAMES)];
  const site = dice.oneOf(company.sites);
  const hireDate = dice.dayBetween('2016-01-04', '2026-09-01');
  const email = addressOf(`${givenName}.${familyName}`, company.domain, taken);
  return {
    id,
    userName: email,
    email,
    givenName,
    familyName,
    title,
    department,
    site,
    timezone: company.timezones[site] ?? 'UTC',
    manager,
    hireDate,
    startDate: hireDate,
    ...more,
  };
}

/** As HR gives addresses: the second of a name has a 2. */
function addressOf(name: string, domain: string, taken: Map<string, number>): string {
  const local = fitted(name, 'a-z.');
  const number = (taken.get(local) ?? 0) + 1;
  taken.set(local, number);
  return `${local}${number === 1 ? '' : number}@${domain}`;
}

/** A file as the CSV source takes it, with the line that proves that it is whole. */
export function csvOf(columns: readonly string[], rows: readonly Row[]): string {
  const lines = rows.map((row) => columns.map((column) => row[column] ?? '').join(','));
  return `${[columns.join(','), ...lines, `#rows,${rows.length}`].join('\n')}\n`;
}

interface Dice {
  readonly oneOf: <T>(all: readonly T[]) => T;
  readonly dayBetween: (first: string, last: string) => string;
}

/** Mulberry32: the same sequence for the same seed, on every machine. */
function diceOf(seed: number): Dice {
  let state = seed;
  const below = (bound: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
  return {
    oneOf: <T>(all: readonly T[]) => all[below(all.length)] as T,
    dayBetween(first, last) {
      const [from, to] = [Date.parse(first), Date.parse(last)];
      return new Date(from + below((to - from) / 86_400_000) * 86_400_000).toISOString().slice(0, 10);
    },
  };
}
