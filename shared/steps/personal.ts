// What is personal goes into the audit log under a key of its own: the attributes that a decision used, the words of an incident.
import { commitPersonal } from '../core/audit/personal.ts';
import { fold } from '../core/fold.ts';
import type { AuditRow } from '../model/audit.ts';
import type { Person } from '../model/person.ts';
import type { Pipeline } from '../ports/pipeline.ts';

/** The attributes that this decision changed, sealed; nothing when none did. */
export async function sealedAttributes(
  { vault, clock, ids, digest }: Pipeline,
  { before, after }: { before: Person; after: Person },
): Promise<Pick<AuditRow, 'sealed' | 'commitment'>> {
  const now = clock.now();
  const was = fold(before.facts, now).attributes;
  const is = fold(after.facts, now).attributes;
  const changed = [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((name) => was[name] !== is[name])
    .sort();
  if (changed.length === 0) return {};
  const text = JSON.stringify(Object.fromEntries(changed.map((name) => [name, is[name] ?? null])));
  return sealedText({ vault, ids, digest }, { tenant: after.tenant, id: after.id, text });
}

/** A text for the row of this id: it can be revealed and proven for as long as the id's key is there. */
export async function sealedText(
  { vault, ids, digest }: Pick<Pipeline, 'vault' | 'ids' | 'digest'>,
  { tenant, id, text }: { readonly tenant: string; readonly id: string; readonly text: string },
): Promise<Required<Pick<AuditRow, 'sealed' | 'commitment'>>> {
  const { toSeal, commitment } = commitPersonal(digest.sha256, { salt: saltOf(ids), text });
  return { sealed: await vault.seal(tenant, `person:${id}`, toSeal), commitment };
}

/** The chance in two ids, without the time in them: 160 bits. */
function saltOf(ids: Pipeline['ids']): string {
  return ids.next().slice(-16) + ids.next().slice(-16);
}
