// A long past put straight into the store: for each event the rows that a real move left there, under keys and numbers of its own.
import { auditKey } from '../shared/core/audit/row.ts';
import { eventId, inboxKey } from '../shared/core/inbox.ts';
import { personKey } from '../shared/core/ledger.ts';
import type { Item } from '../shared/ports/table.ts';
import type { Company } from '../test/builders/a-company.ts';

interface Past {
  readonly people: number;
  readonly events: number;
}

/** What one move leaves: its ended inbox row, its audit rows. */
interface Left {
  readonly inbox: Item;
  readonly audit: readonly Item[];
}

/** Rows that one person's last move left, by the real steps. */
function leftBy(company: Company, subject: string): Left {
  const state = company.table.contents('state').filter(({ pk }) => pk === `acme#in#hr#${subject}`);
  const audit = company.table.contents('audit').filter(({ pk }) => pk === `acme#person#staff-${subject}`);
  const inbox = state.find(({ fields }) => String(fields.vendorId).startsWith('m'));
  // A hire and a move leave as many rows each: the decision, and what was read back.
  const rows = audit.toSorted((a, b) => (a.sk < b.sk ? -1 : 1)).slice(audit.length / 2);
  if (!inbox?.fields.end || rows.length === 0) throw new Error('the move has not ended');
  return { inbox, audit: rows };
}

/** So many events more, of one person after the other, ten a second from long ago; each person's next audit row follows the last of them. */
export async function seedPast(company: Company, { people, events }: Past): Promise<void> {
  const { table } = company;
  const long = company.clock.now() - 400 * 86_400_000;
  for (let person = 1; person <= people; person++) {
    const subject = String(person);
    const left = leftBy(company, subject);
    const stored = await table.get(personKey('acme', `staff-${subject}`));
    if (!stored) throw new Error(`nobody is known as staff-${subject}`);
    let number = Number(stored.fields.aud);
    for (let event = person - 1; event < events; event += people) {
      const vendorId = `p${event}`;
      const address = { tenant: 'acme', source: 'hr', subject, event: eventId('hr', { subject, vendorId }) };
      const inbox = { ...left.inbox, ...inboxKey(address), fields: { ...left.inbox.fields, vendorId } };
      await table.write([{ kind: 'put', item: inbox, when: { kind: 'absent' } }]);
      for (const row of left.audit) {
        number += 1;
        await table.write([
          { kind: 'put', item: moved(row, subject, { number, at: long + event * 100 }), when: { kind: 'absent' } },
        ]);
      }
    }
    await table.write([{ kind: 'put', item: { ...stored, fields: { ...stored.fields, aud: number } } }]);
  }
}

/** The row under another number and at another moment, also in the index. */
function moved(row: Item, subject: string, { number, at }: { readonly number: number; readonly at: number }): Item {
  const key = auditKey({ tenant: 'acme', noun: 'person', id: `staff-${subject}`, number });
  const moment = new Date(at).toISOString();
  const shard = (row.index?.shard ?? '').replace(/^.{16}/, moment.slice(0, 16));
  const index = { shard, at: `${moment}#person#staff-${subject}#${key.sk}` };
  return { ...row, ...key, index };
}
