// What is true of a person, fact by fact, as the HR system knows it, and the words in which its events say so.
import type { Moment, SourceEvent, Statement } from '../../shared/model/event.ts';

/** One thing that the HR system (or the badge office) came to know at `ver` and that holds from `at`. */
export interface TruthFact {
  readonly source: 'hr' | 'badge';
  readonly subject: string;
  readonly id: string;
  readonly ver: number;
  readonly at: number;
  /** How `at` is said; undefined: not at all, it is the version. */
  readonly said?: Moment;
  readonly set: { readonly [attribute: string]: string | null };
  readonly turns: readonly {
    readonly status: 'active' | 'paused' | 'left';
    readonly at: number;
    readonly of?: string;
  }[];
  readonly rescinds?: string;
}

export function isLeave({ turns }: TruthFact): boolean {
  return turns.some(({ status }) => status === 'left');
}

/** The event that says all of the fact. */
export function fatEvent(fact: TruthFact, vendorId = fact.id): SourceEvent {
  const { subject, ver, said, set, turns, rescinds } = fact;
  const statement: Statement = {
    whole: false,
    version: ver,
    ...(said && { at: said }),
    ...(Object.keys(set).length > 0 && { attributes: set }),
    ...(turns.length > 0 && { turns: turns.map(({ at, ...turn }) => ({ ...turn, at: instant(at) })) }),
    ...(rescinds !== undefined && { rescinds }),
  };
  return { vendorId, subject, leaves: isLeave(fact), statement };
}

/** The ping that says only whose record changed. */
export function thinEvent(fact: TruthFact, vendorId: string): SourceEvent {
  return { vendorId, subject: fact.subject, leaves: isLeave(fact) };
}

export function instant(at: number): { instant: string } {
  return { instant: new Date(at).toISOString() };
}

/** The record that a fetch finds at a moment: everything known by then, attributes as they hold then. */
export function recordAt(facts: readonly TruthFact[], subject: string, now: number): Statement | undefined {
  const told = facts.filter((fact) => fact.source === 'hr' && fact.subject === subject && fact.ver <= now);
  if (told.length === 0) return undefined;
  const taken = new Set(told.flatMap(({ rescinds }) => rescinds ?? []));
  const standing = told.filter(({ id }) => !taken.has(id)).sort((a, b) => a.at - b.at || a.ver - b.ver);
  const attributes: { [name: string]: string | null } = {};
  for (const { at, set } of standing) if (at <= now) Object.assign(attributes, set);
  const turns = standing.flatMap((fact) => fact.turns).sort((a, b) => a.at - b.at);
  return { whole: true, attributes, turns: turns.slice(-16).map(({ at, ...turn }) => ({ ...turn, at: instant(at) })) };
}
