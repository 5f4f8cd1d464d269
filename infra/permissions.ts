// What each function may do with each thing it may touch, as AWS names it. Roles in the cloud are built from it, and the calls of
// deployed functions are held against it.
import type { QueueName } from '../shared/ports/queue.ts';
import type { IndexName, TableName } from '../shared/ports/table.ts';
import type { WorkflowName } from '../shared/ports/workflows.ts';
import { tableActions } from './table-actions.ts';
import type { FunctionSpec, Topology } from './topology.ts';

/** A thing as the topology names it. */
export type Thing =
  | `table ${TableName}`
  | `index ${IndexName}`
  | `queue ${QueueName}`
  | `secrets ${FunctionSpec['secrets'][number]}`
  | 'master key'
  | 'signing key'
  | 'heads bucket'
  | 'heads'
  | `workflow ${WorkflowName}`;

export interface Permission {
  readonly thing: Thing;
  /** As in `dynamodb:GetItem`. */
  readonly actions: readonly string[];
}

/** DynamoDB actions by what the topology allows, for a function that has no line in `table-actions.ts` yet. */
const READ = ['BatchGetItem', 'GetItem', 'Query', 'Scan'];
const BY_LEVEL = {
  read: READ,
  append: [...READ, 'PutItem'],
  write: [...READ, 'PutItem', 'DeleteItem', 'ConditionCheckItem'],
} as const;

/** Lambda's own work at a queue that wakes the function. */
const WOKEN = ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'];

/** Everything that the function's role allows, besides its own log. */
export function permissionsOf(spec: FunctionSpec, topology: Topology): readonly Permission[] {
  return [
    ...tables(spec, topology),
    ...queues(spec),
    ...secrets(spec),
    ...keys(spec),
    ...archive(spec),
    ...workflows(spec),
  ];
}

function tables({ name, tables }: FunctionSpec, topology: Topology): readonly Permission[] {
  return topology.tables.flatMap(({ name: table, indexes }) => {
    const level = tables[table];
    if (level === undefined) return [];
    const known = tableActions[name];
    const actions = known ? known[`table ${table}`] : BY_LEVEL[level];
    return [
      ...permission(`table ${table}`, 'dynamodb', actions ?? []),
      ...indexes.flatMap((index) =>
        permission(`index ${index}`, 'dynamodb', known ? (known[`index ${index}`] ?? []) : ['Query']),
      ),
    ];
  });
}

function queues({ sends, triggers }: FunctionSpec): readonly Permission[] {
  const woken = triggers.flatMap((trigger) => (trigger.kind === 'queue' ? [trigger.queue] : []));
  return [
    ...sends.flatMap((queue) => permission(`queue ${queue}`, 'sqs', ['SendMessage'])),
    ...woken.flatMap((queue) => permission(`queue ${queue}`, 'sqs', WOKEN)),
  ];
}

function secrets({ secrets, rotates }: FunctionSpec): readonly Permission[] {
  const changes = rotates ? ['PutSecretValue', 'UpdateSecretVersionStage'] : [];
  return secrets.flatMap((family) =>
    permission(`secrets ${family}`, 'secretsmanager', ['GetSecretValue', 'ListSecretVersionIds', ...changes]),
  );
}

function workflows({ starts = [] }: FunctionSpec): readonly Permission[] {
  return starts.flatMap((name) => permission(`workflow ${name}`, 'states', ['StartExecution']));
}

/** Whoever may write keys makes them; whoever reads them opens with them. */
function keys(spec: FunctionSpec): readonly Permission[] {
  const { tables } = spec;
  const master = { read: ['Decrypt'], append: ['Encrypt'], write: ['Decrypt', 'Encrypt'] } as const;
  return [
    ...permission('master key', 'kms', tables.keys ? master[tables.keys] : []),
    ...permission('signing key', 'kms', signingActions(spec)),
  ];
}

/** Who signs may not end a key, unless it rotates them; who exports the log tells which key was the first. */
function signingActions({ signs, rotates, archive }: FunctionSpec): readonly string[] {
  const known = ['DescribeKey', 'GetPublicKey'];
  if (!signs) return archive ? known : [];
  return [...known, 'Sign', ...(rotates ? ['DisableKey'] : [])];
}

/** Without the right to list, S3 answers 403 for a head that is not there, and its absence would be a guess. */
function archive({ archive }: FunctionSpec): readonly Permission[] {
  if (archive === undefined) return [];
  const actions = archive === 'append' ? ['GetObject', 'PutObject'] : ['GetObject'];
  return [...permission('heads bucket', 's3', ['ListBucket']), ...permission('heads', 's3', actions)];
}

function permission(thing: Thing, service: string, actions: readonly string[]): readonly Permission[] {
  return actions.length > 0 ? [{ thing, actions: actions.map((action) => `${service}:${action}`) }] : [];
}
