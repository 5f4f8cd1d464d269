// The table as one process sees it: each call may be throttled, collide, lose its request or its reply.
import { auditText } from '../../shared/core/audit/row.ts';
import { ReadFailed, type Table, type Write, WriteRefused } from '../../shared/ports/table.ts';
import { inForceOf } from '../../shared/steps/in-force.ts';
import { operate, type Process } from './process.ts';
import { type World, wall } from './world.ts';

export function faultyTable(process: Process): Table {
  const { table } = process.world;
  return {
    get: (key) => read(process, `get ${key.pk}`, () => table.get(key)),
    getMany: (keys) => read(process, `get ${keys.length}`, () => table.getMany(keys)),
    query: (query) => read(process, `query ${query.pk}`, () => table.query(query)),
    queryIndex: (query) => skim(process, () => table.queryIndex(query)),
    scan: (name, cursor) => read(process, `scan ${name}`, () => table.scan(name, cursor)),
    write: (writes) => operate(process, { kind: 'write', what: textOf(writes) }, () => write(process, writes)),
  };
}

function read<T>(process: Process, what: string, effect: () => Promise<T>): Promise<T> {
  const { dice, mix } = process.world;
  return operate(process, { kind: 'read', what }, () => {
    if (dice.chance(mix.throttledTable)) throw new ReadFailed('throttled');
    return effect();
  });
}

/** The index has sixteen parts and mostly nothing in them: only few of its reads are worth a moment of their own. */
function skim<T>(process: Process, effect: () => Promise<T>): Promise<T> {
  const { dice, crashAt } = process.world;
  return !crashAt && dice.chance(0.1) ? read(process, 'index', effect) : effect();
}

async function write(process: Process, writes: readonly Write[]): Promise<void> {
  const { world } = process;
  const { dice, mix, table } = world;
  if (dice.chance(mix.throttledTable)) throw new WriteRefused('throttled');
  if (dice.chance(mix.conflict)) throw new WriteRefused('conflict', [0]);
  if (dice.chance(mix.lostRequest)) throw new Error('socket hang up');
  await table.write(writes);
  committed(process, writes);
  if (dice.chance(mix.lostReply)) throw new Error('socket hang up');
}

function committed({ world, name }: Process, writes: readonly Write[]): void {
  const now = world.timeline.now();
  noteInForce(world, { writes, by: name });
  for (const one of writes)
    if (one.kind === 'put' && one.item.table === 'audit') {
      world.commits.set(`${one.item.pk}/${one.item.sk}`, now);
      world.journal.note(`${now} ${name} audit ${one.item.pk} ${auditText(one.item)}`);
    } else if (one.kind === 'put' && one.item.sk === 'person')
      world.journal.note(
        `${now} ${name} person ${JSON.stringify(one.item.fields.st)} due ${String(one.item.fields.due)}`,
      );
  world.wroteState(earliest(writes));
}

function noteInForce(world: World, { writes, by }: { readonly writes: readonly Write[]; readonly by: string }): void {
  for (const one of writes)
    if (one.kind === 'put' && one.item.pk.endsWith('#policy#active')) {
      const at = { at: world.timeline.now(), wall: wall(world) };
      world.inForces.push({ ...at, inForce: inForceOf(one.item), bySweep: by.startsWith('sweep') });
      world.journal.note(`${at.at} ${by} in force ${JSON.stringify(one.item.fields)}`);
    }
}

/** When the first of these items is due; what enters a backlog is due at once. */
function earliest(writes: readonly Write[]): number | undefined {
  const moments = writes.flatMap((one) => {
    if (one.kind !== 'put' || one.item.table !== 'state') return [];
    const isAtOnce = ['b', 'policy'].includes(one.item.pk.split('#')[1] ?? '');
    return one.item.index ? [Number(one.item.index.at)] : isAtOnce ? [0] : [];
  });
  return moments.length > 0 ? Math.min(...moments) : undefined;
}

function textOf(writes: readonly Write[]): string {
  return `write ${writes.map((one) => (one.kind === 'put' ? `${one.item.pk}/${one.item.sk}` : `${one.kind} ${one.key.pk}`)).join(' + ')}`;
}
