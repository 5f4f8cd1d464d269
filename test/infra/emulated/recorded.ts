// What deployed functions asked AWS for, in the topology's words, against what their roles allow.
import { permissionsOf } from '../../../infra/permissions.ts';
import type { Topology } from '../../../infra/topology.ts';
import type { RecordedCall } from '../../servers/call-recorder.ts';
import { queueOf } from '../template-names.ts';

/** Allowed and not seen in a run, by function, use, and why it is right all the same. */
const UNSEEN: readonly (readonly [functions: RegExp, use: RegExp, why: string])[] = [
  [/./, /^sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes|ChangeMessageVisibility) /, 'Lambda does it for them'],
  [/./, /^sqs:SendMessage /, "the SDK sends to the queue's own address, past the recorder"],
  [/./, /^s3:ListBucket /, 'it turns the 403 for what is not there into a 404'],
  [/^pump$/, /./, 'nobody is throttled in this run'],
  [/^sweep$/, /audit|keys|master key|secrets|DeleteItem|PutItem/, 'it finishes releases that were cut short'],
  [/^(decide|apply|verify|operator|seal)$/, /^dynamodb:DeleteItem table state/, 'takes back what waited or is past'],
  [/^decide$/, /^secretsmanager:\w+ secrets sources/, 'it fetches records of sources whose events are thin'],
  [/^decide$/, /^secretsmanager:\w+ secrets targets/, 'a connection spells wishes, and comes with its credential'],
  [/^(seal|operator)$/, /^dynamodb:(Query|GetItem|BatchGetItem) /, 'reads again what it saw before, after a crash'],
  [/^scim$/, /^dynamodb:BatchGetItem /, 'lists that are long'],
  [/^(rotate|reconcile)$/, /./, 'no rotation and no comparison of a full target is driven in this run yet'],
  [/^operator$/, /^secretsmanager:(PutSecretValue|UpdateSecretVersionStage) /, 'an operator rotates a secret now'],
  [/^(operator|sweep)$/, /^states:StartExecution /, 'by hand, and after an outage'],
];

/** `function: action thing` of all that is called and not allowed, or allowed and never called. */
export function differences(calls: readonly RecordedCall[], topology: Topology): readonly string[] {
  return topology.functions.flatMap((spec) => {
    const own = calls.filter(({ application }) => application.endsWith(`-${spec.name}`));
    const seen = new Set(own.flatMap(usesOf));
    const allowed = new Set(
      permissionsOf(spec, topology).flatMap(({ thing, actions }) => actions.map((action) => `${action} ${thing}`)),
    );
    const more = [...seen].filter((use) => !allowed.has(use)).map((use) => `${spec.name} calls, and may not: ${use}`);
    const less = [...allowed]
      .filter((use) => !seen.has(use) && !isExplained(spec.name, use))
      .map((use) => `${spec.name} may, and never calls: ${use}`);
    return [...more, ...less].sort();
  });
}

function isExplained(name: string, use: string): boolean {
  return UNSEEN.some(([functions, uses]) => functions.test(name) && uses.test(use));
}

interface Body {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly RequestItems?: { readonly [table: string]: unknown };
  readonly TransactItems?: readonly { readonly [kind: string]: { readonly TableName: string } }[];
  readonly QueueUrl?: string;
  readonly SecretId?: string;
}

/** `dynamodb:PutItem table state`: one call may use several things. */
export function usesOf({ action, path, body }: RecordedCall): readonly string[] {
  const [service = '', name = ''] = action.split('.');
  if (service === 'GET') return ['s3:GetObject heads'];
  if (service === 'PUT') return ['s3:PutObject heads'];
  const asked = JSON.parse(body || '{}') as Body;
  switch (service) {
    case 'DynamoDB_20120810':
      return tableUses(name, asked);
    case 'AmazonSQS':
      return [`sqs:SendMessage queue ${queueOf(/(Queues[a-z]+[0-9A-F]{8})/.exec(asked.QueueUrl ?? '')?.[1] ?? '')}`];
    case 'secretsmanager':
      return [`secretsmanager:${name} secrets ${/frontdesk\/(\w+)/.exec(asked.SecretId ?? '')?.[1]}`];
    case 'TrentService':
      return [`kms:${name} ${name === 'Sign' || name === 'GetPublicKey' ? 'signing key' : 'master key'}`];
    default:
      return [`${action} ${path}`];
  }
}

const PARTS: { readonly [kind: string]: string } = {
  Put: 'PutItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Update: 'UpdateItem',
};

function tableUses(name: string, { TableName, IndexName, RequestItems, TransactItems }: Body): readonly string[] {
  if (TransactItems)
    return TransactItems.flatMap((item) =>
      Object.entries(item).map(([kind, part]) => `dynamodb:${PARTS[kind] ?? kind} table ${tableOf(part.TableName)}`),
    );
  if (RequestItems) return Object.keys(RequestItems).map((table) => `dynamodb:${name} table ${tableOf(table)}`);
  return [`dynamodb:${name} ${IndexName ? `index ${IndexName}` : `table ${tableOf(TableName ?? '')}`}`];
}

function tableOf(name: string): string {
  return /Table(state|audit|keys)/.exec(name)?.[1] ?? name;
}
