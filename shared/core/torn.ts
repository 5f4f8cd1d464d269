// Whether copies of the ledger and of the audit log are of one moment: DynamoDB's backups do not promise that a transaction is in them as a whole.
//
//   in the ledger                              in the audit log
//   person, plan: number of its last row       the highest number under its name
//   counter of a noun: its number              the same
//   inbox row: its end is a final one          a row that names the event's end, and the other way round
import * as z from 'zod';
import type { Item } from '../ports/table.ts';
import { auditRowOf } from './audit/row.ts';

/** A transaction of which one copy has more than the other. */
export interface Torn {
  /** `person hr-1042`, `event hr:1:hire`. */
  readonly what: string;
  readonly why: string;
}

export interface Comparison {
  /** An item of either table; the order does not matter. */
  take(item: Item): void;
  /** Empty when no transaction is torn. */
  torn(): readonly Torn[];
}

/** A plan's head is packed as one text. */
const PlanRows = z.string().transform((text) => z.object({ aud: z.number() }).parse(JSON.parse(text)));

const FINAL = ['folded', 'duplicate', 'superseded', 'refused'];

/** Remembers a number for each noun and a mark for each event: some hundred bytes a person. */
export function comparison(): Comparison {
  const ledger = new Map<string, number>();
  const log = new Map<string, number>();
  const inbox = new Map<string, boolean>();
  const named = new Set<string>();
  return {
    take(item) {
      if (item.table === 'audit') takeRow(item, { log, named });
      if (item.table === 'state') takeLedger(item, { ledger, inbox });
    },
    torn: () => [...tornNumbers(ledger, log), ...tornEvents(inbox, named)],
  };
}

function takeRow(item: Item, { log, named }: { log: Map<string, number>; named: Set<string> }): void {
  if (item.pk.startsWith('#')) return;
  log.set(item.pk, Math.max(log.get(item.pk) ?? 0, Number(item.sk)));
  for (const { id, end } of auditRowOf(item).events ?? []) if (FINAL.includes(end)) named.add(id);
}

interface Ledger {
  readonly ledger: Map<string, number>;
  readonly inbox: Map<string, boolean>;
}

function takeLedger({ pk, sk, fields }: Item, { ledger, inbox }: Ledger): void {
  const [tenant = '', kind = '', ...rest] = pk.split('#');
  const name = rest.join('#');
  if (kind === 'p' && sk === 'person') ledger.set(`${tenant}#person#${name}`, Number(fields.aud));
  if (kind === 'plan' && sk === 'head') ledger.set(`${tenant}#plan#${name}`, PlanRows.parse(fields.head).aud);
  if (kind === 'counter' && sk === 'audit') ledger.set(`${tenant}#${name}`, Number(fields.number));
  if (kind === 'in') inbox.set(sk, FINAL.includes(String(fields.end)));
}

function tornNumbers(ledger: ReadonlyMap<string, number>, log: ReadonlyMap<string, number>): readonly Torn[] {
  const names = [...new Set([...ledger.keys(), ...log.keys()])].sort();
  return names.flatMap((name) => {
    const [known = 0, rows = 0] = [ledger.get(name), log.get(name)];
    const [, noun = '', id = ''] = name.split('#');
    const why = `the ledger knows of ${known} audit rows, the log has ${rows}`;
    return known === rows ? [] : [{ what: `${noun} ${id}`, why }];
  });
}

function tornEvents(inbox: ReadonlyMap<string, boolean>, named: ReadonlySet<string>): readonly Torn[] {
  return [...inbox].flatMap(([id, ended]) => {
    if (ended === named.has(id)) return [];
    const why = ended
      ? 'it is ended, and no audit row says so'
      : 'an audit row tells of its end, and it is still waiting';
    return [{ what: `event ${id}`, why }];
  });
}
