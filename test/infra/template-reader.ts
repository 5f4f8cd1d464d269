// What a template says of functions and their roles, sorted and in the topology's words.
import type { Resource, Synthesized } from './synthesized.ts';
import { type ById, idIn, nameIn } from './template-names.ts';

export type Json = { readonly [name: string]: unknown };
type Template = Pick<Synthesized, 'resources' | 'ofType'>;

interface Statement {
  readonly role: string;
  readonly actions: readonly string[];
  /** Names, or `*`. */
  readonly resources: readonly string[];
}

export function byIdOf({ resources }: Template): ById {
  return new Map(resources.map((resource) => [resource.id, resource]));
}

export function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return JSON.stringify([a.name, a]) < JSON.stringify([b.name, b]) ? -1 : 1;
}

export function functionsIn({ ofType }: Template) {
  return ofType('AWS::Lambda::Function')
    .map(({ properties: { FunctionName, Runtime, Timeout, MemorySize, ReservedConcurrentExecutions } }) => ({
      name: String(FunctionName).replace('frontdesk-try-', ''),
      runtime: Runtime,
      timeout: Timeout,
      memory: MemorySize,
      copies: ReservedConcurrentExecutions,
    }))
    .sort(byName);
}

export function mappingsIn(template: Template) {
  const byId = byIdOf(template);
  return template
    .ofType('AWS::Lambda::EventSourceMapping')
    .map(({ properties: { FunctionName, EventSourceArn, BatchSize, ScalingConfig, FunctionResponseTypes } }) => ({
      name: nameIn(byId, FunctionName),
      queue: nameIn(byId, EventSourceArn).replace('queue ', ''),
      batch: BatchSize,
      concurrency: (ScalingConfig as Json).MaximumConcurrency,
      partial: FunctionResponseTypes,
    }))
    .sort(byName);
}

export function schedulesIn(template: Template): readonly string[] {
  const byId = byIdOf(template);
  return template
    .ofType('AWS::Scheduler::Schedule')
    .map(
      ({ properties: { ScheduleExpression, Target } }) => `${nameIn(byId, (Target as Json).Arn)} ${ScheduleExpression}`,
    )
    .sort();
}

/** What all roles allow; what a key's or a bucket's own policy says is not among it. */
export function statementsIn(template: Template): readonly Statement[] {
  const byId = byIdOf(template);
  const { ofType } = template;
  return [...ofType('AWS::IAM::Role').flatMap(inline), ...attachedIn(template)].map(
    ({ role, statement: { Action, Resource } }) => ({
      role,
      actions: listOf(Action).map(String),
      resources: listOf(Resource).map((value) => nameIn(byId, value)),
    }),
  );
}

/** `action thing` of everything that a function's role allows. */
export function permissionsIn(template: Template, name: string): readonly string[] {
  const own = template
    .ofType('AWS::Lambda::Function')
    .find(({ properties }) => properties.FunctionName === `frontdesk-try-${name}`);
  const role = idIn(own?.properties.Role);
  const all = statementsIn(template)
    .filter((statement) => statement.role === role)
    .flatMap(({ actions, resources }) => actions.flatMap((action) => resources.map((thing) => `${action} ${thing}`)));
  return [...new Set(all)].sort();
}

/** The functions that a state machine may call. */
export function calleesIn(template: Template, name: string): readonly string[] {
  const machine = template
    .ofType('AWS::StepFunctions::StateMachine')
    .find(({ properties }) => properties.StateMachineName === `frontdesk-try-${name}`);
  const role = idIn(machine?.properties.RoleArn);
  return statementsIn(template)
    .filter((statement) => statement.role === role && statement.actions.includes('lambda:InvokeFunction'))
    .flatMap(({ resources }) => resources);
}

function inline({ id, properties }: Resource) {
  const policies = listOf(properties.Policies) as { PolicyDocument: { Statement: Json[] } }[];
  return policies.flatMap(({ PolicyDocument }) =>
    PolicyDocument.Statement.map((statement) => ({ role: id, statement })),
  );
}

function attachedIn({ ofType }: Template) {
  return [...ofType('AWS::IAM::Policy'), ...ofType('AWS::IAM::ManagedPolicy')].flatMap(attached);
}

function attached({ properties }: Resource) {
  const { Statement } = properties.PolicyDocument as { Statement: Json[] };
  return listOf(properties.Roles).flatMap((role) => Statement.map((statement) => ({ role: idIn(role), statement })));
}
