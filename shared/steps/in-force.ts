// The row that says which version is for whom, and its history: each change is one transaction, made against the row as it was read.
import { stricterAfter } from '../core/policy/limits-in-force.ts';
import { InForce, type Put } from '../model/policy/in-force.ts';
import { Limits } from '../model/policy/limits.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { type Fields, type Item, type Key, type Write, WriteRefused } from '../ports/table.ts';
import { type Deed, deedWrites } from './deeds.ts';
import { racing } from './people.ts';
import { walkWrite } from './walk.ts';

type Store = Pick<Pipeline, 'table' | 'settings'>;

export function inForceKey({ settings }: Pick<Pipeline, 'settings'>): Key {
  return { table: 'state', pk: `${settings.tenant}#policy#active`, sk: 'everybody' };
}

/** Undefined until something was published. */
export async function readInForce(store: Store): Promise<InForce | undefined> {
  const item = await store.table.get(inForceKey(store));
  return item && inForceOf(item);
}

export function inForceOf(item: Item): InForce {
  const { v = 0, more, ...base } = item.fields;
  return InForce.parse({ ...(typeof more === 'string' && JSON.parse(more)), v, base });
}

function fieldsOf({ v, base, ...more }: InForce): Fields {
  return { v, ...base, more: JSON.stringify(more) };
}

export interface Change {
  readonly before: InForce | undefined;
  readonly after: InForce;
  /** Which version it is about, as it was put in force. */
  readonly of: Put;
  readonly act: Deed['act'];
  readonly actor: string;
  readonly cause?: string;
  /** For whom it is, in a few words. */
  readonly to?: string;
  /** Whether people may be for another version now: they are walked. */
  readonly moves: boolean;
  readonly also?: readonly Write[];
}

/** Whether the row was still as it was read, and is changed now. Its audit row, its line of history and the walk come with it. */
export async function changeInForce(ports: Pipeline, change: Change): Promise<boolean> {
  return racing(ports, async () => {
    try {
      await ports.table.write(await changeWrites(ports, change));
      return true;
    } catch (error) {
      if (error instanceof WriteRefused && error.reason === 'condition' && (await hasMoved(ports, change)))
        return false;
      throw error;
    }
  });
}

async function hasMoved(ports: Pipeline, { before }: Change): Promise<boolean> {
  return (await readInForce(ports))?.v !== before?.v;
}

async function changeWrites(ports: Pipeline, change: Change): Promise<readonly Write[]> {
  const { before, of, act, actor, cause, moves, also = [] } = change;
  const { version } = of;
  const after = await withStricter(ports, change);
  const isFirst = before === undefined;
  const put: Write = {
    kind: 'put',
    item: { ...inForceKey(ports), fields: fieldsOf(after) },
    when: isFirst ? { kind: 'absent' } : asRead(before),
  };
  const line: Write = { kind: 'put', item: lineOf(ports, change) };
  // Nobody was decided before the first version.
  const walk = moves && !isFirst ? [walkWrite(ports, version)] : [];
  const deed = { noun: 'policy', id: version, actor, act, ...(cause !== undefined && { cause }) } as const;
  return deedWrites(ports, { ...deed, with: [put, line, ...walk, ...also] });
}

/** Weaker limits for everybody count a day later, however the version came to be for everybody. */
async function withStricter(ports: Pipeline, { before, after }: Change): Promise<InForce> {
  if (!before || before.base.version === after.base.version) return after;
  const [from, to] = await Promise.all([limitsOf(ports, before), limitsOf(ports, after)]);
  const { stricter: _, ...rest } = after;
  const stricter = stricterAfter({ before, from, to }, ports.clock.now());
  return stricter ? { ...rest, stricter } : rest;
}

/** Where the version is lost nobody can be decided by it: publishing another one must mend that. */
async function limitsOf({ policyVersion }: Pipeline, { base }: InForce): Promise<Limits> {
  return (await policyVersion(base.version))?.bundle.limits ?? Limits.parse({});
}

/** Rows of before there were roll-outs have no number. */
function asRead({ v, base }: InForce): NonNullable<Write['when']> {
  return v === 0 ? { kind: 'equals', field: 'version', value: base.version } : { kind: 'equals', field: 'v', value: v };
}

/** One line of the history of publications. */
export interface Line {
  readonly at: number;
  readonly act: string;
  readonly version: string;
  readonly by: string;
  /** Of the moment: the same version may be put in force from another commit later. */
  readonly commit?: string;
  readonly dirty?: boolean;
  readonly to?: string;
  readonly cause?: string;
}

function historyKey({ settings }: Pick<Pipeline, 'settings'>): string {
  return `${settings.tenant}#policy#history`;
}

function lineOf(ports: Pipeline, { after, of, act, actor, to, cause }: Change): Item {
  const fields = { at: ports.clock.now(), act, ...of, by: actor, ...(to !== undefined && { to }) };
  const sk = String(after.v).padStart(10, '0');
  return { table: 'state', pk: historyKey(ports), sk, fields: { ...fields, ...(cause !== undefined && { cause }) } };
}

/** The newest lines first. */
export async function readHistory(store: Store, limit: number): Promise<readonly Line[]> {
  const page = await store.table.query({ table: 'state', pk: historyKey(store), limit, newestFirst: true });
  return page.items.map(({ fields }) => fields as unknown as Line);
}
