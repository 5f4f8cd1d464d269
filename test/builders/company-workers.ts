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
import { makePace, type Pace } from '../../shared/steps/pace.ts';
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
}

type Step = (body: unknown) => Promise<unknown>;

const ROUNDS = 2_000;
const LANES: readonly QueueName[] = ['events-urgent', 'events', 'apply-urgent', 'apply', 'pump', 'verify'];

function stepsOf(pipeline: Pipeline, pace: Pace): { readonly [queue in QueueName]: Step } {
  const decide: Step = (body) => decideWoken(pipeline)(DecideWakeup.parse(body));
  const applied: Step = (body) => apply(pipeline, pace)(PersonWakeup.parse(body));
  return {
    events: decide,
    'events-urgent': decide,
    apply: applied,
    'apply-urgent': applied,
    pump: (body) => pump(pipeline, pace)(TargetWakeup.parse(body)),
    verify: (body) => verify(pipeline, pace)([PersonWakeup.parse(body).person]),
  };
}

export function workersOf(house: House): Workers {
  const { pipeline, clock, queues, table } = house;
  const pace = makePace(pipeline);
  const steps = stepsOf(pipeline, pace);
  const failures: { queue: QueueName; error: Error }[] = [];
  const taken = async (queue: QueueName, messages: readonly Received[]): Promise<void> => {
    const groups = Map.groupBy(messages, ({ message }) => message.group);
    if (queue === 'verify') {
      const people = messages.map(({ message }) => PersonWakeup.parse(message.body).person);
      const failed = await verify(pipeline, pace)(people).then(() => undefined, asError);
      if (failed) return void failures.push({ queue, error: failed });
      for (const { receipt } of messages) queues.delete(receipt);
      return;
    }
    await Promise.all(
      [...groups.values()].map(async (group) => {
        for (const { receipt, message } of group) {
          const failed = await steps[queue](message.body).then(() => undefined, asError);
          if (failed) return void failures.push({ queue, error: failed });
          queues.delete(receipt);
        }
      }),
    );
  };
  const work = async (): Promise<void> => {
    for (let round = 0; round < ROUNDS; round++) {
      const lane = LANES.map((queue) => ({ queue, messages: queues.receive(queue, queue === 'pump' ? 1 : 10) })).filter(
        ({ messages }) => messages.length > 0,
      );
      if (lane.length === 0) return;
      for (const { queue, messages } of lane) await taken(queue, messages);
    }
    throw new Error('the queues never ran dry');
  };
  const deliver: Workers['deliver'] = (subject, said) =>
    accept(pipeline)({
      source: 'hr',
      request: {
        method: 'POST',
        headers: {},
        body: new TextEncoder().encode(JSON.stringify([eventOf(subject, said)])),
      },
    });
  const pass = async (minutes: number): Promise<void> => {
    for (let minute = 0; minute < minutes; minute++) {
      clock.move(60_000);
      await sweep(pipeline)();
      await work();
    }
  };
  const rows: Workers['rows'] = (noun, id) =>
    table
      .contents('audit')
      .map(auditRowOf)
      .filter((row) => (noun ?? row.noun) === row.noun && (id ?? row.id) === row.id);
  return {
    deliver,
    work,
    pass,
    failures,
    rows,
    say: async (subject, said) => {
      await deliver(subject, said);
      await work();
    },
    sweepOnly: async () => void (await sweep(pipeline)()),
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
