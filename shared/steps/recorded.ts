// What was ever said of a person, as far as it is kept: the facts of the ledger, and those that the inbox kept and later ones replaced.
import { factOf } from '../core/fact.ts';
import { fold } from '../core/fold.ts';
import { InboxPayload, type InboxRow, inboxKey, inboxRow } from '../core/inbox.ts';
import type { Recorded } from '../core/policy/replay.ts';
import type { Fact, Person } from '../model/person.ts';
import type { Pipeline } from '../ports/pipeline.ts';

/** Rows of one read; a person whose source said more than 20 pages is told from the ledger and from these. */
const PAGE = 200;
const PAGES = 20;

/** What says something of a person, once it was taken in. */
const TAKEN: readonly InboxRow['end'][] = ['folded', 'duplicate', 'superseded'];

/**
 * Every fact with when it came. The inbox is read only of those of whom something came after `since` (ms): of anybody else the
 * ledger holds all that spoke since then.
 */
export async function recordedOf(ports: Pipeline, person: Person, since: number): Promise<readonly Recorded[]> {
  const facts = person.facts.map((fact) => ({ fact, since: fact.ver }));
  if (!facts.some((one) => one.since >= since)) return facts;
  const rows = (await Promise.all(namesAt(ports, person).map((name) => rowsOf(ports, name)))).flat();
  const came = new Map(rows.map((row) => [keyOf(row.source, row.vendorId), row.receivedAt]));
  const kept = facts.map((one) => ({ ...one, since: came.get(keyOf(one.fact.source, one.fact.id)) ?? one.since }));
  const known = new Set(kept.map(({ fact }) => keyOf(fact.source, fact.id)));
  const others = rows.filter((row) => !known.has(keyOf(row.source, row.vendorId)));
  const replaced = await Promise.all(others.map((row) => replacedBy(ports, { person, row })));
  return [...kept, ...replaced.flatMap((one) => one ?? [])];
}

function keyOf(source: string, id: string): string {
  return `${source}\n${id}`;
}

interface Name {
  readonly source: string;
  readonly subject: string;
}

/** The person's id at each source of their id space. */
function namesAt({ settings }: Pipeline, { id }: Person): readonly Name[] {
  return Object.entries(settings.sources).flatMap(([source, { people }]) =>
    id.startsWith(`${people}-`) ? [{ source, subject: id.slice(people.length + 1) }] : [],
  );
}

async function rowsOf({ table, settings }: Pipeline, name: Name): Promise<readonly InboxRow[]> {
  const { pk } = inboxKey({ tenant: settings.tenant, ...name, event: '' });
  const rows: InboxRow[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const read = await table.query({ table: 'state', pk, limit: PAGE, ...(cursor !== undefined && { cursor }) });
    rows.push(...read.items.map(inboxRow));
    cursor = read.cursor;
    if (cursor === undefined) break;
  }
  return rows.filter(({ end }) => TAKEN.includes(end));
}

/** A fact that the ledger has forgotten. Thin events keep nothing, and what was erased says nothing. */
async function replacedBy(
  { vault, settings }: Pipeline,
  { person, row }: { readonly person: Person; readonly row: InboxRow },
): Promise<Recorded | undefined> {
  const { tenant, source, sealed, vendorId, receivedAt } = row;
  const configured = settings.sources[source];
  const text = sealed === undefined ? undefined : await vault.open(tenant, `source:${source}`, sealed);
  const statement = text === undefined ? undefined : InboxPayload.parse(JSON.parse(text)).statement;
  if (!configured || !statement) return undefined;
  const { owns, zone } = configured;
  const ofPerson = fold(person.facts, receivedAt).attributes.zone;
  const fact: Fact = factOf(statement, vendorId, { authority: { source, owns, zone, ofPerson }, fallback: receivedAt });
  return { fact, since: receivedAt };
}
