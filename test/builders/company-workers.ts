// The functions of a test company: deliveries in, queues drained in batches as Lambda would, minutes that pass, the log checked.
import { createHash } from 'node:crypto';
import { type AuditVerdict, auditCheck } from '../../operator/audit-check.ts';
import { auditRowOf } from '../../shared/core/audit/row.ts';
import { COMPANY, NO_TALLIES } from '../../shared/core/guard.ts';
import type { AuditRow } from '../../shared/model/audit.ts';
import type { SourceEvent, Statement } from '../../shared/model/event.ts';
import { DecideWakeup, PersonWakeup, TargetWakeup } from '../../shared/model/wakeup.ts';
import type { Pipeline } from '../../shared/ports/pipeline.ts';
import type { QueueName } from '../../shared/ports/queue.ts';
import type { RawReply } from '../../shared/ports/source.ts';
import { accept } from '../../shared/steps/accept.ts';
import { apply } from '../../shared/steps/apply.ts';
import { auditExport } from '../../shared/steps/audit-export.ts';
import { decideWoken } from '../../shared/steps/decide.ts';
import { guardKey, guardWrite, talliesOf } from '../../shared/steps/guarded.ts';
import { makePace } from '../../shared/steps/pace.ts';
import { pump } from '../../shared/steps/pump.ts';
import { seal } from '../../shared/steps/seal.ts';
import { sweep } from '../../shared/steps/sweep.ts';
import { verify } from '../../shared/steps/verify.ts';
import { aSigner } from '../audit/audit-house.ts';
import { memoryArchive } from '../audit/memory-archive.ts';
import type { MemoryQueues, Received } from '../memory/memory-queues.ts';
import type { MemoryTable } from '../memory/memory-table.ts';
import type { TestClock } from './test-clock.ts';

export interface Said extends Omit<Partial<Statement>, 'whole'> {
  readonly id: string;
  readonly whole?: boolean;
  /** Takes the urgent lane. */
  readonly leaves?: boolean;
  /** Says only that something happened. */
  readonly thin?: boolean;
}

export interface Workers {
  /** What the source `hr` delivers about one person. Nothing is worked yet. */
  deliver(subject: string, said: Said): Promise<RawReply>;
  /** Works all queues until nothing can be received. */
  work(): Promise<void>;
  /** `deliver`, then `work`. */
  say(subject: string, said: Said): Promise<void>;
  /** Minutes pass: each is swept and worked. */
  pass(minutes: number): Promise<void>;
  sweepOnly(): Promise<void>;
  /** What workers threw; their messages come back after the visibility timeout. */
  readonly failures: { readonly queue: QueueName; readonly error: Error }[];
  /** Sets the headcounts that the guard's budgets follow. */
  count(people: number, targets: readonly string[]): Promise<void>;
  /** All rows of the audit log, in the order of their numbers. */
  rows(noun?: AuditRow['noun'], id?: string): readonly AuditRow[];
  /** Seals, exports and checks the audit log, as an auditor would. Time passes until nothing can come late any more. */
  audited(): Promise<AuditVerdict>;
}

interface House {
  readonly pipeline: Pipeline;
  readonly clock: TestClock;
  readonly queues: MemoryQueues;
  readonly table: MemoryTable;
  /** Called when a function has ended: its metrics are printed. */
  readonly ended: () => void;
}

type Work = (messages: readonly Received[]) => Promise<readonly (Error | undefined)[]>;

const ROUNDS = 2_000;
const LANES: readonly QueueName[] = ['events-urgent', 'events', 'apply-urgent', 'apply', 'pump', 'verify'];

/** What each queue's function does with a batch: an error, or nothing, for each message. One process: its functions share a hand of tokens. */
export function functionsOf(pipeline: Pipeline): { readonly [queue in QueueName]: Work } {
  const pace = makePace(pipeline);
  const decide = oneByOne((body) => decideWoken(pipeline)(DecideWakeup.parse(body)));
  const applied = oneByOne((body) => apply(pipeline, pace)(PersonWakeup.parse(body)));
  return {
    events: decide,
    'events-urgent': decide,
    apply: applied,
    'apply-urgent': applied,
    pump: oneByOne((body) => pump(pipeline, pace)(TargetWakeup.parse(body))),
    verify: async (messages) => {
      const people = messages.map(({ message }) => PersonWakeup.parse(message.body).person);
      const error = await verify(pipeline, pace)(people).then(() => undefined, asError);
      return messages.map(() => error);
    },
  };
}

/** Groups side by side, each in its own order; after a failure the rest of its group is not worked. */
function oneByOne(step: (body: unknown) => Promise<unknown>): Work {
  return async (messages) => {
    const outcomes = new Map<Received, Error | undefined>();
    const groups = Map.groupBy(messages, ({ message }) => message.group);
    const work = async (group: readonly Received[]) => {
      let failed: Error | undefined;
      for (const received of group) {
        failed ??= await step(received.message.body).then(() => undefined, asError);
        outcomes.set(received, failed);
      }
    };
    await Promise.all([...groups.values()].map(work));
    return messages.map((received) => outcomes.get(received));
  };
}

/** Receives from every queue once; false when all were empty. Eight pumps run side by side, as the topology has them. */
function roundOf({ pipeline, queues, ended }: House, failures: Workers['failures']) {
  const functions = functionsOf(pipeline);
  return async (): Promise<boolean> => {
    let isIdle = true;
    for (const queue of LANES) {
      const messages = queues.receive(queue, queue === 'pump' ? 8 : 10);
      if (messages.length === 0) continue;
      isIdle = false;
      for (const [position, error] of (await functions[queue](messages)).entries())
        if (error) {
          failures.push({ queue, error });
          // As the shell of a queue function counts it.
          pipeline.metrics.add({ WorkerFailures: 1 });
        } else queues.delete(messages[position]?.receipt ?? '');
      ended();
    }
    return !isIdle;
  };
}

async function untilIdle(round: () => Promise<boolean>): Promise<void> {
  for (let count = 0; count < ROUNDS; count++) if (!(await round())) return;
  throw new Error('the queues never ran dry');
}

function deliveryTo(pipeline: Pipeline): Workers['deliver'] {
  return (subject, said) => {
    const body = new TextEncoder().encode(JSON.stringify([eventOf(subject, said)]));
    return accept(pipeline)({ source: 'hr', request: { method: 'POST', headers: {}, body } });
  };
}

export function workersOf(house: House): Workers {
  const { pipeline, clock, table, ended } = house;
  const sweepOnly = async () => {
    await sweep(pipeline)();
    ended();
  };
  const failures: Workers['failures'] = [];
  const round = roundOf(house, failures);
  const work = () => untilIdle(round);
  const deliver = deliveryTo(pipeline);
  const isOf = (noun?: string, id?: string) => (row: AuditRow) =>
    (noun ?? row.noun) === row.noun && (id ?? row.id) === row.id;
  return {
    deliver,
    work,
    failures,
    async pass(minutes) {
      for (let minute = 0; minute < minutes; minute++) {
        clock.move(60_000);
        await sweepOnly();
        await work();
      }
    },
    rows: (noun, id) => table.contents('audit').map(auditRowOf).filter(isOf(noun, id)),
    async say(subject, said) {
      await deliver(subject, said);
      await work();
    },
    sweepOnly,
    count: (people, targets) => setHeads(house, people, targets),
    audited: () => auditOf(house),
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function eventOf(
  subject: string,
  { id, leaves = false, thin = false, whole = false, ...statement }: Said,
): SourceEvent {
  return { vendorId: id, subject, leaves, ...(!thin && { statement: { whole, ...statement } }) };
}

async function setHeads({ pipeline, table }: House, people: number, targets: readonly string[]): Promise<void> {
  const stored = await table.get(guardKey('acme'));
  const tallies = stored ? talliesOf(stored) : NO_TALLIES;
  const heads = { [COMPANY]: people, ...Object.fromEntries(targets.map((target) => [target, people])) };
  await pipeline.table.write([guardWrite('acme', { ...tallies, v: tallies.v + 1, heads })]);
}

async function auditOf({ pipeline, clock, table }: House): Promise<AuditVerdict> {
  const archive = memoryArchive();
  const signer = aSigner();
  const bytes = (input: Uint8Array): Uint8Array => createHash('sha256').update(input).digest();
  clock.move(10 * 60_000);
  await seal({ table, clock, archive, signer, sha256: bytes, log: pipeline.log })();
  let file = '';
  for await (const line of auditExport({ table, archive, keys: [signer], vault: pipeline.vault })({ reveal: true }))
    file += `${line}\n`;
  const slices = async function* () {
    yield Buffer.from(file);
  };
  return auditCheck({ file: slices(), publicKeys: [signer.publicKey] });
}
