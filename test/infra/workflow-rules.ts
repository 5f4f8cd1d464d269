// What a definition may hold: the laptop's engine is silently wrong with the rest, and an execution must survive and end.
import type { Topology } from '../../infra/topology.ts';

/** Amazon States Language, as far as the rules look. */
interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly { readonly BackoffRate?: number; readonly MaxAttempts?: number }[];
}

/** Fields that only JSONata or variables know, and those of a distributed Map. */
const FORBIDDEN = [
  'QueryLanguage',
  'Assign',
  'Arguments',
  'Output',
  'Condition',
  'Items',
  'ItemReader',
  'ItemBatcher',
  'ResultWriter',
];
/** Text of the language's own and what we give it; nothing below is looked at. */
const OPAQUE = ['Parameters', 'Input', 'Result', 'ResultSelector'];

/** Everything that is wrong with a definition, in words; empty when all is well. */
export function faultsOf(
  text: string,
  { functions }: Pick<Topology, 'functions'>,
  workflow: string,
): readonly string[] {
  const definition: unknown = JSON.parse(text);
  const callable = functions
    .filter(({ triggers }) => triggers.some((trigger) => trigger.kind === 'workflow' && trigger.workflow === workflow))
    .map(({ name }) => name);
  const states = [...statesIn(definition)];
  return [
    ...forbiddenIn(definition),
    ...states.flatMap(([name, state]) => (state.Type === 'Task' ? taskFaults(name, state, callable) : [])),
    ...callable.filter((name) => !text.includes(`"\${${name}}"`)).map((name) => `no state calls "${name}"`),
    ...repeatedIn(states.map(([name]) => name)).map((name) => `two states are called "${name}"`),
  ];
}

function* objectsIn(value: unknown): Generator<{ readonly [name: string]: unknown }> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as { readonly [name: string]: unknown };
  for (const [name, inner] of Object.entries(value)) if (!OPAQUE.includes(name)) yield* objectsIn(inner);
}

function forbiddenIn(definition: unknown): readonly string[] {
  return [...objectsIn(definition)].flatMap((object) => [
    ...FORBIDDEN.filter((name) => name in object && !('States' in object && name in (object.States as object))).map(
      (name) => `${name}: the laptop's engine does not know it`,
    ),
    ...(object.Mode === 'DISTRIBUTED' ? ["a distributed Map: the laptop's engine runs it as another one"] : []),
    ...Object.values(object).flatMap((value) =>
      typeof value === 'string' && value.startsWith('{%') ? [`JSONata: ${value}`] : [],
    ),
  ]);
}

function* statesIn(definition: unknown): Generator<readonly [string, State]> {
  for (const { States } of objectsIn(definition))
    if (typeof States === 'object' && States !== null) yield* Object.entries(States as { [name: string]: State });
}

function taskFaults(name: string, { Resource = '', Retry = [], TimeoutSeconds }: State, callable: readonly string[]) {
  const called = /^\$\{([a-z-]+)\}$/.exec(Resource)?.[1];
  const isStart = Resource === 'arn:aws:states:::states:startExecution';
  const grows = Retry.some(({ BackoffRate = 1, MaxAttempts = 0 }) => BackoffRate > 1 && MaxAttempts >= 3);
  return [
    ...(grows ? [] : [`"${name}" does not retry with growing waits`]),
    ...(called === undefined && !isStart ? [`"${name}" calls ${Resource}`] : []),
    ...(called !== undefined && !callable.includes(called)
      ? [`"${name}" calls "${called}", which no workflow may`]
      : []),
    ...(called !== undefined && TimeoutSeconds === undefined ? [`"${name}" has no TimeoutSeconds`] : []),
  ];
}

function repeatedIn(names: readonly string[]): readonly string[] {
  return names.filter((name, position) => names.indexOf(name) !== position);
}
