// Held plans at rest: content-addressed chunks, a head with approvals, and the list of those that are open.
import type * as z from 'zod';
import { auditItem } from '../core/audit/row.ts';
import { DAY } from '../core/timing.ts';
import type { AuditRow } from '../model/audit.ts';
import { PlanContent, PlanHead } from '../model/held-plan.ts';
import type { HeldEntry } from '../model/plan.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Item, Key, Write } from '../ports/table.ts';
import { wholePartition } from './attention.ts';

/** Entries of one chunk: far below the 400 KB of an item. */
const CHUNK = 1_000;
/** How long approvals may take, ms. */
const VALID = DAY;

function partition(tenant: string, hash: string): string {
  return `${tenant}#plan#${hash}`;
}

function openKey(tenant: string, hash: string): Key {
  return { table: 'state', pk: `${tenant}#plans#open`, sk: hash };
}

/** The address of a plan: SHA-256 over its canonical content. */
export function planHash({ digest }: Pick<Pipeline, 'digest'>, content: PlanContent): string {
  const { kind, tenant, author, causedBy, why, round, source, entries } = content;
  return digest.sha256(
    JSON.stringify([
      kind,
      tenant,
      author,
      why,
      round,
      source ?? '',
      entries.map(({ person, revision, targets }) => [person, revision, targets]),
      ...(causedBy.length > 0 ? [causedBy] : []),
    ]),
  );
}

function headItem(tenant: string, head: PlanHead): Item {
  return {
    table: 'state',
    pk: partition(tenant, head.hash),
    sk: 'head',
    fields: { v: head.v, head: JSON.stringify(head) },
  };
}

/** Those that are over, so that whoever knows eight characters learns what became of one. */
function endedKey(tenant: string, hash: string): Key {
  return { table: 'state', pk: `${tenant}#plans#ended`, sk: hash };
}

export function isOver({ state }: Pick<PlanHead, 'state'>): boolean {
  return state !== 'open' && state !== 'releasing';
}

function listing(tenant: string, head: PlanHead): readonly Write[] {
  const key = openKey(tenant, head.hash);
  if (!isOver(head)) return [{ kind: 'put', item: { ...key, fields: {} } }];
  return [
    { kind: 'delete', key },
    { kind: 'put', item: { ...endedKey(tenant, head.hash), fields: {} } },
  ];
}

/** The hash of the one plan that is over and begins so; undefined for none or several. */
export async function endedHash({ table, settings }: Pipeline, beginning: string): Promise<string | undefined> {
  const { pk } = endedKey(settings.tenant, '');
  const { items } = await table.query({ table: 'state', pk, from: beginning, to: `${beginning}~`, limit: 2 });
  return items.length === 1 ? items[0]?.sk : undefined;
}

/** Who did what to a plan. */
export interface PlanDeed {
  readonly actor: string;
  readonly act: AuditRow['act'];
  readonly cause?: string;
}

/** Saves a plan unless it is there already. Chunks first: a head never points at what is missing. */
export async function savePlan(ports: Pipeline, content: z.input<typeof PlanContent>): Promise<PlanHead> {
  const { settings, table, clock } = ports;
  const parsed = PlanContent.parse(content);
  const hash = planHash(ports, parsed);
  const known = await readPlan(ports, hash);
  if (known) return known;
  const now = clock.now();
  for (let start = 0; start < parsed.entries.length; start += CHUNK) {
    const fields = { entries: JSON.stringify(parsed.entries.slice(start, start + CHUNK)) };
    const sk = `chunk#${String(start / CHUNK).padStart(6, '0')}`;
    await table.write([{ kind: 'put', item: { table: 'state', pk: partition(settings.tenant, hash), sk, fields } }]);
  }
  const { kind, author, causedBy, why, source } = parsed;
  const head: PlanHead = {
    hash,
    v: 1,
    aud: 1,
    kind,
    author,
    causedBy,
    why,
    ...(source !== undefined && { source }),
    state: 'open',
    people: parsed.entries.length,
    madeAt: now,
    expiresAt: now + VALID,
    approvals: [],
  };
  await table.write([
    { kind: 'put', item: headItem(settings.tenant, head), when: { kind: 'absent' } },
    ...listing(settings.tenant, head),
    auditWrite(ports, head, { actor: author, act: 'held', cause: why }),
  ]);
  return head;
}

/** The head, or undefined where no such plan was saved. */
export async function readPlan({ table, settings }: Pipeline, hash: string): Promise<PlanHead | undefined> {
  const item = await table.get({ table: 'state', pk: partition(settings.tenant, hash), sk: 'head' });
  return item && PlanHead.parse(JSON.parse(String(item.fields.head)));
}

export async function planEntriesOf({ table, settings }: Pipeline, hash: string): Promise<readonly HeldEntry[]> {
  const items = await wholePartition(table, partition(settings.tenant, hash));
  return items
    .filter(({ sk }) => sk.startsWith('chunk#'))
    .flatMap(({ fields }) => JSON.parse(String(fields.entries)) as HeldEntry[]);
}

/** The plans that are open or being released, newest first. */
export async function openPlans(ports: Pipeline): Promise<readonly PlanHead[]> {
  const listed = await wholePartition(ports.table, `${ports.settings.tenant}#plans#open`);
  const heads = await Promise.all(listed.map(({ sk }) => readPlan(ports, sk)));
  return heads.flatMap((head) => head ?? []).sort((a, b) => b.madeAt - a.madeAt);
}

/** Notes how far a release has come; answers the head's new version. Throws `WriteRefused` when another releaser is at it. */
export async function noteProgress({ table, settings, clock }: Pipeline, head: PlanHead): Promise<number> {
  const item = headItem(settings.tenant, { ...head, v: head.v + 1, touchedAt: clock.now() });
  await table.write([{ kind: 'put', item, when: { kind: 'equals', field: 'v', value: head.v } }]);
  return head.v + 1;
}

/** Writes the next state of a head with the audit row of what was done. Throws `WriteRefused` when somebody was faster. */
export async function changePlan(ports: Pipeline, head: PlanHead, deed: PlanDeed): Promise<PlanHead> {
  const { actor: by, cause: why } = deed;
  const ended = isOver(head) ? { ended: { by, ...(why !== undefined && { why }) } } : {};
  const next = { ...head, ...ended, v: head.v + 1, aud: head.aud + 1, touchedAt: ports.clock.now() };
  const put: Write = {
    kind: 'put',
    item: headItem(ports.settings.tenant, next),
    when: { kind: 'equals', field: 'v', value: head.v },
  };
  await ports.table.write([put, ...listing(ports.settings.tenant, next), auditWrite(ports, next, deed)]);
  return next;
}

function auditWrite({ settings, clock }: Pipeline, { hash, aud }: PlanHead, { actor, act, cause }: PlanDeed): Write {
  const at = new Date(clock.now()).toISOString();
  const item = auditItem({
    tenant: settings.tenant,
    noun: 'plan',
    id: hash,
    number: aud,
    at,
    actor,
    act,
    ...(cause !== undefined && { cause }),
  });
  return { kind: 'put', item, when: { kind: 'absent' } };
}
