// Judges each decision by what was known when it was made: the plans so far must add up to what the facts so far say.
import type { Company } from './company.ts';
import { believe, type Due, dueAt } from './oracle-fold.ts';
import type { LogRow } from './oracle-log.ts';
import type { TruthFact } from './truth.ts';

export interface Decisions {
  readonly company: Company;
  readonly facts: readonly TruthFact[];
  readonly rows: readonly LogRow[];
}

/** Only where events say all there is to know: what a fetch found at its moment is not in the log. */
export function decisionBreaks({ company, facts, rows }: Decisions): readonly string[] {
  if (company.channel !== 'fat') return [];
  return company.subjects.flatMap((subject) => {
    const own = rows.filter(({ noun, id }) => noun === 'person' && id === `emp-${subject}`);
    const ordered = own.toSorted((a, b) => a.number - b.number);
    return decisionsOf(
      company,
      ordered,
      facts.filter((fact) => fact.subject === subject),
    );
  });
}

function decisionsOf(company: Company, ordered: readonly LogRow[], facts: readonly TruthFact[]): readonly string[] {
  const known = new Set<string>();
  const given = new Map<string, Set<string>>();
  const held = new Set<string>();
  return ordered.flatMap((row) => {
    for (const { id } of row.events ?? []) known.add(factOf(id));
    for (const line of row.plan ?? []) take(given, line);
    const beside = besideTheHeld(row, held);
    for (const line of row.plan ?? []) note(held, line);
    if (row.policy === undefined) return beside;
    const access = company.access[row.policy];
    const belief = believe(
      facts.filter(({ id }) => known.has(id)),
      Date.parse(row.at),
    );
    if (!access || (belief.status === 'active' && belief.attributes.userName === undefined)) return beside;
    const judged = [...company.servers.keys()].filter((target) => isDecided(row, target));
    const wrong = judged.flatMap((target) => {
      const isExempt = row.plan?.some((line) => line.target === target && line.change.includes('('));
      const due = dueAt(access, belief, target);
      const has = [...(given.get(target) ?? [])].sort();
      if (isExempt || isAsDue(has, due)) return [];
      return [`${row.id} at ${target}: revision ${row.revision} leaves [${has}] where ${textOf(due)} was due`];
    });
    return [...beside, ...wrong];
  });
}

/** A release decides the targets that it names; any other decision all of them. */
function isDecided({ act, plan }: LogRow, target: string): boolean {
  return act !== 'released' || plan?.some((line) => line.target === target) === true;
}

/** A release brings about what was held, and nothing beside it. */
function besideTheHeld({ id, act, revision, plan = [] }: LogRow, held: ReadonlySet<string>): readonly string[] {
  if (act !== 'released') return [];
  return plan
    .filter(({ target }) => !held.has(target))
    .map(({ target, what }) => `${id} at ${target}: revision ${revision} releases [${what}], which was not held`);
}

function note(held: Set<string>, { target, change }: Line): void {
  if (change.includes('(held)')) held.add(target);
  else held.delete(target);
}

/** A suspended account keeps what it has and is given nothing. */
function isAsDue(has: readonly string[], due: Due | undefined): boolean {
  if (due?.active) return has.join() === ['account', ...due.entitlements].join();
  return has.every((name) => due?.entitlements.includes(name));
}

function textOf(due: Due | undefined): string {
  if (!due) return 'nothing';
  return due.active ? `[account,${due.entitlements}]` : `at most [${due.entitlements}]`;
}

/** `hr:p1:p1-e3-again` tells of the fact `p1-e3`. */
function factOf(event: string): string {
  return (event.split(':').at(-1) ?? '').replace(/-again$/, '').replace(/~.*$/, '');
}

type Line = NonNullable<LogRow['plan']>[number];

function take(given: Map<string, Set<string>>, { target, change, what }: Line): void {
  if (change.includes('(')) return;
  const names = given.get(target) ?? new Set<string>();
  given.set(target, names);
  for (const word of what.split(' ')) {
    if (word.startsWith('+')) names.add(word.slice(1));
    if (word.startsWith('-')) names.delete(word.slice(1));
  }
}
