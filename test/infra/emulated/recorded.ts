// What deployed functions asked AWS for, in the topology's words, against what their roles allow.
import { permissionsOf } from '../../../infra/permissions.ts';
import type { Topology } from '../../../infra/topology.ts';
import type { RecordedCall } from '../../servers/call-recorder.ts';
import { queueOf } from '../template-names.ts';

/** Allowed and not seen in a run: the functions, the single uses, and why they are right all the same. */
const UNSEEN: readonly (readonly [functions: string, uses: readonly string[], why: string])[] = [
  [
    'seal rotate operator',
    ['s3:ListBucket heads bucket'],
    'asks for nothing: S3 answers 404 and not 403 where it is allowed',
  ],
  [
    'decide apply pump verify seal',
    ['dynamodb:DeleteItem table state'],
    'what is past, or waited and ended, is cleared later',
  ],
  [
    'decide',
    ['secretsmanager:GetSecretValue secrets sources', 'secretsmanager:ListSecretVersionIds secrets sources'],
    'fetches records from vendors whose events are thin; no such vendor can be had here',
  ],
  ['seal', ['dynamodb:Query table audit'], 'reads a row again when it was gone from the index meanwhile'],
  [
    'verify',
    ['sqs:SendMessage queue apply', 'sqs:SendMessage queue apply-urgent'],
    'a read-back that shows another state',
  ],
  ['pump', ['dynamodb:PutItem table audit'], 'a removal that waited settles with its row; only grants wait here'],
  ['pump', ['sqs:SendMessage queue pump'], 'wakes itself where one run does not empty the backlog'],
  [
    'apply pump',
    ['sqs:SendMessage queue apply'],
    'wakes a newer wish that waited for a call under way: two events of one person within a second',
  ],
  [
    'sweep',
    [
      'sqs:SendMessage queue events',
      'sqs:SendMessage queue events-urgent',
      'sqs:SendMessage queue apply',
      'sqs:SendMessage queue apply-urgent',
      'sqs:SendMessage queue pump',
    ],
    'wakes what a lost message left waiting; the emulator loses none',
  ],
  [
    'sweep',
    [
      'dynamodb:DeleteItem table state',
      'dynamodb:PutItem table audit',
      'dynamodb:GetItem table keys',
      'dynamodb:PutItem table keys',
      'kms:Decrypt master key',
      'kms:Encrypt master key',
    ],
    'finishes a release whose function was killed',
  ],
  ['sweep', ['states:StartExecution workflow daily'], 'compares a target after an outage of ten minutes'],
  [
    'reconcile',
    [
      'dynamodb:GetItem table keys',
      'dynamodb:PutItem table keys',
      'kms:Decrypt master key',
      'kms:Encrypt master key',
      'sqs:SendMessage queue apply-urgent',
    ],
    'an event of somebody comes in between the read and the repair, and is decided with it',
  ],
  [
    'rotate',
    [
      'secretsmanager:GetSecretValue secrets operators',
      'secretsmanager:PutSecretValue secrets operators',
      'secretsmanager:UpdateSecretVersionStage secrets operators',
    ],
    "goes on with what an operator's call began and was killed over",
  ],
  [
    'operator',
    ['sqs:SendMessage queue events-urgent', 'sqs:SendMessage queue apply', 'sqs:SendMessage queue apply-urgent'],
    'a leaver in a file, a release and a redrive: nothing is held or parked here',
  ],
  ['operator', ['dynamodb:BatchGetItem table state'], 'plans of more people than one'],
];

/** Lambda's own work at a queue that wakes the function: its poller calls, not the function. */
const POLLED = /^sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes|ChangeMessageVisibility) /;

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
  return (
    POLLED.test(use) || UNSEEN.some(([functions, uses]) => functions.split(' ').includes(name) && uses.includes(use))
  );
}

interface Body {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly RequestItems?: { readonly [table: string]: unknown };
  readonly TransactItems?: readonly { readonly [kind: string]: { readonly TableName: string } }[];
  readonly QueueUrl?: string;
  readonly SecretId?: string;
  readonly stateMachineArn?: string;
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
      return [
        `sqs:${name.replace(/Batch$/, '')} queue ${queueOf(/(Queues[a-z]+[0-9A-F]{8})/.exec(asked.QueueUrl ?? '')?.[1] ?? '')}`,
      ];
    case 'secretsmanager':
      return [`secretsmanager:${name} secrets ${/frontdesk\/(\w+)/.exec(asked.SecretId ?? '')?.[1]}`];
    case 'AWSStepFunctions':
      return [`states:${name} workflow ${/-(\w+)$/.exec(asked.stateMachineArn ?? '')?.[1]}`];
    case 'TrentService':
      return [`kms:${name} ${/crypt$/.test(name) ? 'master key' : 'signing key'}`];
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
