// The functions with their roles, logs and budgets, and the queues that wake them.
import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  Architecture,
  Code,
  EventSourceMapping,
  Function as LambdaFunction,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type FunctionSpec, knowsTargets } from '../topology.ts';
import { copiesOf } from './budgets.ts';
import { FunctionRole, type Parts } from './roles.ts';
import { machineArn } from './workflow.ts';

export interface PipelineProps extends Parts {
  readonly stackName: string;
  /** Before the names of secrets. */
  readonly prefix: string;
  /** Folder of each function's files, by its name. */
  readonly bundles: string;
}

/** In each function's folder. */
export const SETTINGS_FILE = 'settings.json';

export class Pipeline extends Construct {
  readonly functions: ReadonlyMap<string, LambdaFunction>;

  constructor(scope: Construct, id: string, props: PipelineProps) {
    super(scope, id);
    this.functions = new Map(props.topology.functions.map((spec) => [spec.name, this.#function(spec, props)]));
  }

  #function(spec: FunctionSpec, props: PipelineProps): LambdaFunction {
    const log = new LogGroup(this, `${spec.name}-log`, {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const allowed = new FunctionRole(this, `${spec.name}-role`, { spec, parts: props, log });
    const made = new LambdaFunction(this, spec.name, {
      functionName: `${props.stackName}-${spec.name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(join(props.bundles, spec.name)),
      handler: 'index.handler',
      timeout: Duration.seconds(spec.timeoutSeconds),
      memorySize: spec.memoryMb,
      reservedConcurrentExecutions: copiesOf(spec),
      environment: environmentOf(spec, props),
      tracing: Tracing.ACTIVE,
      logGroup: log,
      role: allowed.role,
    });
    // All its policies come first, or it would be called before it may read its secrets.
    made.node.addDependency(allowed);
    for (const trigger of spec.triggers) if (trigger.kind === 'queue') this.#wake(made, trigger, props);
    return made;
  }

  #wake(
    target: LambdaFunction,
    { queue, batch, concurrency }: Extract<FunctionSpec['triggers'][number], { kind: 'queue' }>,
    { queues }: Parts,
  ): void {
    const mapping = new EventSourceMapping(this, `${target.node.id}-${queue}`, {
      target,
      eventSourceArn: queues.pairs[queue].live.queueArn,
      batchSize: batch,
      maxConcurrency: concurrency,
      reportBatchItemFailures: true,
    });
    // Lambda tries the role when the mapping is made.
    if (target.role) mapping.node.addDependency(target.role);
  }
}

function environmentOf(spec: FunctionSpec, { stackName, prefix, storage, queues, topology }: PipelineProps) {
  const workflows = (spec.starts ?? []).map((name) => [`FRONTDESK_WORKFLOW_${upper(name)}`, machineArn(storage, name)]);
  const tables = topology.tables.map(({ name }) => [`FRONTDESK_TABLE_${upper(name)}`, storage.tables[name].tableName]);
  const urls = topology.queues.map(({ name }) => [`FRONTDESK_QUEUE_${upper(name)}`, queues.pairs[name].live.queueUrl]);
  return {
    ...Object.fromEntries([...tables, ...urls, ...workflows]),
    POWERTOOLS_SERVICE_NAME: stackName,
    // Stands in the user agent of every call to AWS, and so in CloudTrail.
    AWS_SDK_UA_APP_ID: `${stackName}-${spec.name}`,
    FRONTDESK_SETTINGS_FILE: SETTINGS_FILE,
    FRONTDESK_SECRETS_PREFIX: prefix,
    FRONTDESK_TARGETS: knowsTargets(spec) ? 'all' : 'none',
    ...(spec.tables.keys && { FRONTDESK_MASTER_KEY: storage.masterKey.keyArn }),
    ...((spec.signs || spec.archive) && {
      FRONTDESK_SIGNING_KEYS: storage.signingKeys.map(({ keyArn }) => keyArn).join(','),
    }),
    ...(spec.archive && { FRONTDESK_ARCHIVE_BUCKET: storage.heads.bucketName }),
  };
}

function upper(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}
