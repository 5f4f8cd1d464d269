// One state machine under aws-local-stepfunctions: its Task states call the laptop's functions, or start another execution.
import { StateMachine } from 'aws-local-stepfunctions';

export interface Surroundings {
  /** Calls a function of the topology by its name. */
  readonly invoke: (name: string, input: unknown) => Promise<unknown>;
  /** Starts another execution of the machine with this ARN. */
  readonly start: (arn: string, input: unknown) => void;
}

export interface MachineOptions extends Surroundings {
  readonly name: string;
  readonly arn: string;
  /** The file of infra/workflows/ as it is. */
  readonly definition: string;
}

export interface LocalMachine {
  run(execution: { readonly name: string; readonly input: unknown }): {
    readonly result: Promise<unknown>;
    abort(): void;
  };
}

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly ItemProcessor?: Definition;
  readonly Branches?: readonly Definition[];
}

interface Definition {
  readonly States: { readonly [name: string]: State };
}

type Handler = (input: unknown) => Promise<unknown>;

const LAMBDA = 'arn:aws:lambda:us-east-1:000000000000:function:';
/** AWS Step Functions Developer Guide, "Start workflow executions from a task state": fire and forget. */
const START = 'arn:aws:states:::states:startExecution';

/** Throws in the engine's words where the definition is wrong. */
export function localMachine(options: MachineOptions): LocalMachine {
  const { name, arn } = options;
  const text = options.definition.replaceAll(/\$\{([a-z-]+)\}/g, `${LAMBDA}$1`);
  const definition = JSON.parse(text) as Definition & ConstructorParameters<typeof StateMachine>[0];
  const machine = new StateMachine(definition);
  const taskResourceLocalHandlers = Object.fromEntries(handlersOf(definition, options)) as NonNullable<
    NonNullable<Parameters<typeof machine.run>[1]>['overrides']
  >['taskResourceLocalHandlers'];
  return {
    run(execution) {
      const Input = execution.input as never;
      const StartTime = new Date().toISOString();
      const Execution = { Id: `${arn}:${execution.name}`, Name: execution.name, Input, StartTime };
      return machine.run(Input, {
        overrides: { ...(taskResourceLocalHandlers && { taskResourceLocalHandlers }) },
        context: { Execution, StateMachine: { Id: arn, Name: name } },
        noThrowOnAbort: true,
      });
    },
  };
}

/** What each Task state does here, also within Map and Surroundings states. State names are unique in a definition. */
function handlersOf({ States }: Definition, surroundings: Surroundings): readonly (readonly [string, Handler])[] {
  return Object.entries(States).flatMap(([name, { Type, Resource = '', ItemProcessor, Branches = [] }]) => {
    const within = [...(ItemProcessor ? [ItemProcessor] : []), ...Branches];
    const own = Type === 'Task' ? [[name, handlerOf(Resource, surroundings)] as const] : [];
    return [...own, ...within.flatMap((inner) => handlersOf(inner, surroundings))];
  });
}

function handlerOf(resource: string, { invoke, start }: Surroundings): Handler {
  if (resource.startsWith(LAMBDA)) return (input) => invoke(resource.slice(LAMBDA.length), input);
  if (resource !== START) throw new Error(`${resource} is not emulated`);
  return async (input) => {
    const { StateMachineArn, Input } = input as { readonly StateMachineArn: string; readonly Input: unknown };
    start(StateMachineArn, Input);
    return {};
  };
}
