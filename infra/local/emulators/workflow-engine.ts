// Executions on this machine. The engine forgets everything when it ends, so what runs is written down and started again:
// where the work stands is in the tables anyway.
import { randomUUID } from 'node:crypto';
import { type Executions, openExecutions, type StoredExecution } from './execution-file.ts';
import { type LocalMachine, localMachine, type Surroundings } from './local-machine.ts';

export interface EngineOptions {
  readonly dataDir: string;
  /** Definitions by the name of their state machine. */
  readonly definitions: { readonly [machine: string]: string };
  readonly onError: (machine: string, error: unknown) => void;
}

export interface Engine extends Pick<Executions, 'find'> {
  readonly arns: { readonly [machine: string]: string };
  connect(invoke: Surroundings['invoke']): void;
  start(machine: string, input: unknown, name?: string): void;
  stop(): void;
}

const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:';

/** Throws where a definition is wrong. States that call functions wait until the engine is connected. */
export function startEngine({ dataDir, definitions, onError }: EngineOptions): Engine {
  const executions = openExecutions(dataDir);
  const connected = Promise.withResolvers<Surroundings['invoke']>();
  const surroundings: Surroundings = {
    invoke: async (name, input) => (await connected.promise)(name, input),
    start: (arn, input) => start(arn.slice(ARN.length), input),
  };
  const machines = new Map(
    Object.entries(definitions).map(([name, definition]) => [
      name,
      localMachine({ name, arn: ARN + name, definition, ...surroundings }),
    ]),
  );
  const runs = runsOf({ executions, machines, onError });
  const start: Engine['start'] = (machine, input, name = randomUUID()) => runs.begin({ machine, name, input });
  for (const execution of executions.running()) if (machines.has(execution.machine)) runs.begin(execution);
  return {
    arns: Object.fromEntries([...machines.keys()].map((name) => [name, ARN + name])),
    find: executions.find,
    connect: connected.resolve,
    start,
    stop: runs.stop,
  };
}

interface Parts extends Pick<EngineOptions, 'onError'> {
  readonly executions: Executions;
  readonly machines: ReadonlyMap<string, LocalMachine>;
}

function runsOf({ executions, machines, onError }: Parts) {
  const running = new Set<{ abort(): void }>();
  let isStopping = false;
  return {
    begin(execution: StoredExecution): void {
      const run = machines.get(execution.machine)?.run(execution);
      if (!run || isStopping) return;
      executions.began(execution);
      running.add(run);
      const end = (error?: unknown) => {
        running.delete(run);
        if (isStopping) return;
        if (error !== undefined) onError(execution.machine, error);
        executions.ended(execution.name);
      };
      run.result.then(() => end(), end);
    },
    stop(): void {
      isStopping = true;
      for (const run of running) run.abort();
    },
  };
}
