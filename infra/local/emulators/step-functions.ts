// Step Functions for the laptop: the cloud's definitions, started by the same API call on 127.0.0.1.
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsFault, type Emulator, serveAwsJson } from './aws-json-server.ts';
import { type Engine, type EngineOptions, startEngine } from './workflow-engine.ts';

export interface StepFunctionsOptions extends EngineOptions {
  readonly port?: number;
}

export interface StepFunctions extends Emulator {
  readonly arns: { readonly [machine: string]: string };
  /** From now on states can call functions; what was started before has waited for it. */
  readonly connect: Engine['connect'];
  /** As a schedule does. */
  readonly start: Engine['start'];
}

const StartExecution = z.object({
  stateMachineArn: z.string(),
  name: z
    .string()
    .regex(/^[\w-]{1,80}$/)
    .optional(),
  input: z.string().default('{}'),
});

/** Listens on 127.0.0.1. Executions of the process before go on, from their first state. */
export async function startStepFunctions(options: StepFunctionsOptions): Promise<StepFunctions> {
  const engine = startEngine(options);
  const server = await serveAwsJson({
    ...(options.port === undefined ? {} : { port: options.port }),
    contentType: 'application/x-amz-json-1.0',
    answer: async (action, body) => {
      if (action !== 'StartExecution') throw new AwsFault('InvalidAction', `${action} is not emulated`);
      return startExecution(engine, body);
    },
  });
  return {
    url: server.url,
    arns: engine.arns,
    connect: engine.connect,
    start: engine.start,
    async stop() {
      engine.stop();
      await server.stop();
    },
  };
}

/** The same name with the same input while it runs is the same execution (Step Functions API, "StartExecution"). */
function startExecution(engine: Engine, body: unknown) {
  const request = StartExecution.safeParse(body);
  if (!request.success)
    throw new AwsFault('ValidationException', 'stateMachineArn, name or input is not as it should be');
  const { stateMachineArn, name = randomUUID() } = request.data;
  const input = inputOf(request.data.input);
  const machine = Object.entries(engine.arns).find(([, arn]) => arn === stateMachineArn)?.[0];
  if (machine === undefined) throw new AwsFault('StateMachineDoesNotExist', 'there is no such state machine');
  const known = engine.find(name);
  if (known === undefined) engine.start(machine, input, name);
  else if (known === 'ended' || JSON.stringify(known.input) !== JSON.stringify(input))
    throw new AwsFault('ExecutionAlreadyExists', `an execution "${name}" exists already`);
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  return { executionArn, startDate: Date.now() / 1_000 };
}

function inputOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsFault('InvalidExecutionInput', 'the input is not JSON');
  }
}
