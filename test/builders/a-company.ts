// A whole company in memory: the real steps over stores, queues, vault and targets that the test controls.
import { createHash } from 'node:crypto';
import { localMasterKey } from '../../shared/aws/master-key.ts';
import { vault } from '../../shared/aws/vault.ts';
import { personKey, personOf } from '../../shared/core/ledger.ts';
import { type EmfMetrics, emfMetrics } from '../../shared/lambda/metrics.ts';
import type { Person } from '../../shared/model/person.ts';
import type { Policy } from '../../shared/model/policy/policy.ts';
import { Settings } from '../../shared/model/settings.ts';
import type { Pipeline } from '../../shared/ports/pipeline.ts';
import type { Message } from '../../shared/ports/queue.ts';
import { publishPolicy, readActivePolicy, readPolicyVersion } from '../../shared/steps/policies.ts';
import { type MemoryQueues, memoryQueues, type SendFate } from '../memory/memory-queues.ts';
import { type MemoryTable, memoryTable, type TableHooks } from '../memory/memory-table.ts';
import { type MemoryWorkflows, memoryWorkflows } from '../memory/memory-workflows.ts';
import { aPolicy } from './a-person.ts';
import { type CompanyLog, companyLog } from './company-log.ts';
import { type Workers, workersOf } from './company-workers.ts';
import { type PaperTarget, type PaperTargetOptions, paperTarget } from './paper-target.ts';
import { type PlainSource, plainSource } from './plain-source.ts';
import { type TestClock, testClock } from './test-clock.ts';

/** A Saturday morning; nothing about it is special. */
export const START = Date.parse('2026-11-21T10:00:00.000Z');

export interface CompanyOptions {
  readonly targets?: readonly string[];
  readonly target?: { readonly [name: string]: PaperTargetOptions };
  readonly policy?: Policy;
  readonly zone?: string;
  readonly hooks?: TableHooks;
  readonly fate?: (message: Message) => SendFate;
  readonly protected?: Settings['protected'];
  /** People that the guard believes to be there; enough for any test that is not about the guard. */
  readonly heads?: number;
}

export interface Company extends Workers {
  readonly pipeline: Pipeline;
  readonly clock: TestClock;
  readonly table: MemoryTable;
  readonly queues: MemoryQueues;
  readonly workflows: MemoryWorkflows;
  readonly source: PlainSource;
  readonly log: CompanyLog;
  /** As the functions print them; a test flushes and reads. */
  readonly metrics: EmfMetrics;
  /** Lines of metrics printed so far. */
  readonly printed: string[];
  target(name?: string): PaperTarget;
  /** The person as the ledger holds them. Throws when nobody of that subject is known. */
  person(subject: string): Promise<Person>;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function settingsOf(targets: readonly string[], { zone = 'UTC', protected: untouchable = {} }: CompanyOptions) {
  return Settings.parse({
    tenant: 'acme',
    sources: { hr: { vendor: 'plain', people: 'staff', owns: ['*'], zone } },
    targets: Object.fromEntries(targets.map((name) => [name, { adapter: 'paper', secret: `targets/${name}` }])),
    protected: untouchable,
  });
}

/** Ids in order and chance that repeats, so that a failing test fails the same way again. */
function countedIds() {
  let count = 0;
  let state = 7;
  return {
    next: () => `i${String(count++).padStart(25, '0')}`,
    random: () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    },
  };
}

/** A running company with a published policy, named targets and one source `hr` of the people `staff-<subject>`. */
export async function aCompany(options: CompanyOptions = {}): Promise<Company> {
  const names = options.targets ?? ['app'];
  const clock = testClock(START);
  const ids = countedIds();
  const digest = { sha256 };
  const log = companyLog();
  const table = memoryTable({ clock, ...(options.hooks && { hooks: options.hooks }) });
  const queues = memoryQueues({ clock, ...(options.fate && { fate: options.fate }) });
  const workflows = memoryWorkflows();
  const settings = settingsOf(names, options);
  const source = plainSource();
  const connectTo = (name: string) => paperTarget({ clock, ids, digest, log }, options.target?.[name] ?? {});
  const targets = new Map(names.map((name) => [name, connectTo(name)] as const));
  const printed: string[] = [];
  const metrics = emfMetrics({ print: (line) => void printed.push(line), now: clock.now });
  const ports = { settings, table, queues, workflows, clock, ids, digest, log, metrics };
  const pipeline: Pipeline = {
    ...ports,
    vault: vault({ table, master: localMasterKey(new Uint8Array(32).fill(7)), clock }),
    activePolicy: () => readActivePolicy(ports),
    policyVersion: (version) => readPolicyVersion(ports, version),
    source: (name) => configured(settings, source, name),
    target: (name) => targets.get(name)?.connection,
  };
  await publishPolicy(pipeline, options.policy ?? aPolicy(names), { actor: 'alpha' });
  const workers = workersOf({ pipeline, clock, queues, table, ended: metrics.flush });
  await workers.count(options.heads ?? 5_000, names);
  return {
    ...ports,
    ...workers,
    printed,
    pipeline,
    source,
    target: (name = names[0] ?? '') => targets.get(name) ?? noTarget(name),
    async person(subject) {
      const item = await table.get(personKey('acme', `staff-${subject}`));
      if (!item) throw new Error(`nobody is known as staff-${subject}`);
      return personOf(item);
    },
  };
}

function configured({ sources }: Settings, source: PlainSource, name: string) {
  const own = sources[name];
  return own && { source, settings: own, secrets: async () => ['s'], credentials: async () => ['c'] };
}

function noTarget(name: string): never {
  throw new Error(`no target ${name}`);
}
