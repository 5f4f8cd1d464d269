// What a call or a read-back has shown, as one transaction: the person, the ends in the audit log, and what waits now.
import { auditItem } from '../core/audit/row.ts';
import type { AuditRow } from '../model/audit.ts';
import type { Person } from '../model/person.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Write } from '../ports/table.ts';
import { attentionWrites } from './attention.ts';
import { personWrite } from './people.ts';

export interface Outcomes {
  readonly before: Person;
  readonly after: Person;
  readonly ended: NonNullable<AuditRow['operations']>;
  readonly act: AuditRow['act'];
  readonly causes: readonly string[];
}

/** Where nothing has ended there is no row: a grant's end comes with its read-back. */
export function outcomeWrites(ports: Pipeline, { before, after, ended, act, causes }: Outcomes): readonly Write[] {
  const waiting = attentionWrites(ports, { before, after });
  if (ended.length === 0) return [personWrite(after, ports), ...waiting];
  const numbered = { ...after, aud: after.aud + 1 };
  const row = auditItem({
    tenant: after.tenant,
    noun: 'person',
    id: after.id,
    number: numbered.aud,
    at: new Date(ports.clock.now()).toISOString(),
    actor: 'system',
    act,
    revision: after.rev,
    operations: ended,
    ...(causes.length > 0 && { cause: causes.join('; ') }),
  });
  return [personWrite(numbered, ports), { kind: 'put', item: row, when: { kind: 'absent' } }, ...waiting];
}
