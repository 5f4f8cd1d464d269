// What a decision writes, together or not at all.
import { auditItem } from '../core/audit/row.ts';
import type { Decision } from '../core/decide.ts';
import type { Prompt } from '../core/decision-input.ts';
import { type Planned, planCause } from '../core/moved-since.ts';
import { auditChange } from '../core/plan.ts';
import type { AuditRow } from '../model/audit.ts';
import type { Person } from '../model/person.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Write } from '../ports/table.ts';
import { attentionWrites } from './attention.ts';
import { guardWrite } from './guarded.ts';
import { endedRows, type Intake } from './intake.ts';
import { nameWrite } from './names.ts';
import { personWrite } from './people.ts';
import { sealedAttributes } from './personal.ts';

type Rows = Extract<Intake, { kind: 'rows' }>['rows'];

export interface Commit {
  /** Who asked for what. */
  readonly asked: { readonly actor?: string; readonly prompt?: Prompt; readonly plan?: Planned };
  readonly before: Person;
  readonly decision: Decision;
  readonly rows: Rows;
}

/** The person, the audit row, the inbox rows, the guard and the names, for one transaction. */
export async function decisionWrites(
  ports: Pipeline,
  { asked, before, decision, rows }: Commit,
): Promise<readonly Write[]> {
  const row = await auditRow(ports, { asked, before, decision, rows });
  return [
    personWrite(decision.person, ports),
    { kind: 'put', item: auditItem(row), when: { kind: 'absent' } },
    ...rows.flatMap((read) => {
      const { end = 'refused', cause } = decision.events.find(({ id }) => id === read.row.event) ?? {};
      return endedRows(ports, cause === undefined ? read : { ...read, cause }, end);
    }),
    ...(decision.tallies ? [guardWrite(ports.settings.tenant, decision.tallies)] : []),
    ...decision.taken.map((name) => nameWrite(ports, name, decision.person.id)),
    ...attentionWrites(ports, { before, after: decision.person }),
  ];
}

async function auditRow(ports: Pipeline, { asked, before, decision, rows }: Commit): Promise<AuditRow> {
  const { person, events, operations, wished, entries } = decision;
  const causes = [...rows, ...events].flatMap(({ cause }) => cause ?? []);
  const acts = { release: 'released', redrive: 'redriven', missed: 'decided', drift: 'decided' } as const;
  return {
    tenant: person.tenant,
    noun: 'person',
    id: person.id,
    number: person.aud,
    at: new Date(ports.clock.now()).toISOString(),
    actor: asked.actor ?? 'system',
    act: asked.prompt ? acts[asked.prompt.kind] : 'decided',
    revision: person.rev,
    policy: decision.policy,
    ...(events.length > 0 && { events: events.map(({ id, end }) => ({ id, end })) }),
    ...(wished.length > 0 && { wished: [...wished] }),
    ...(operations.length > 0 && { operations }),
    ...(entries.length > 0 && { plan: entries.map(auditChange) }),
    ...(asked.prompt?.kind === 'release' && { cause: `plan ${asked.prompt.plan}` }),
    ...(asked.prompt?.kind === 'missed' && { cause: 'read-back found another state' }),
    ...(asked.prompt?.kind === 'drift' && { cause: 'reconciliation found access missing' }),
    ...(causes.length > 0 && { cause: causes.join(', ') }),
    ...(asked.plan && { cause: planCause(asked.plan.hash) }),
    ...(await sealedAttributes(ports, { before, after: person })),
  };
}
