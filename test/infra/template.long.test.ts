// The synthesized template against the topology: everything in it is there, with its numbers, and nothing else.
import { describe, expect, it } from 'vitest';
import { alarmDefinitions } from '../../infra/alarms/definitions.ts';
import { ALARMS } from '../../infra/alarms.ts';
import { copiesOf } from '../../infra/cloud/budgets.ts';
import { permissionsOf } from '../../infra/permissions.ts';
import { topology } from '../../infra/topology.ts';
import { aTopology } from './a-topology.ts';
import { synthesize } from './synthesized.ts';
import { queuesIn, tablesIn } from './template-parts.ts';
import {
  byName,
  calleesIn,
  functionsIn,
  mappingsIn,
  permissionsIn,
  schedulesIn,
  statementsIn,
} from './template-reader.ts';

const stage = synthesize();

describe('functions', () => {
  it('are those of the topology, with its times, sizes and budgets', () => {
    expect(functionsIn(stage)).toEqual(
      topology.functions
        .map((spec) => ({
          name: spec.name,
          runtime: 'nodejs24.x',
          timeout: spec.timeoutSeconds,
          memory: spec.memoryMb,
          copies: copiesOf(spec),
        }))
        .sort(byName),
    );
  });

  it('are woken by the queues of the topology, a few messages at a time, and give back only what failed', () => {
    expect(mappingsIn(stage)).toEqual(
      topology.functions
        .flatMap(({ name, triggers }) =>
          triggers.flatMap((trigger) =>
            trigger.kind === 'queue'
              ? [
                  {
                    name,
                    queue: trigger.queue,
                    batch: trigger.batch,
                    concurrency: trigger.concurrency,
                    partial: ['ReportBatchItemFailures'],
                  },
                ]
              : [],
          ),
        )
        .sort(byName),
    );
  });

  it('run by the clock as often as the topology says', () => {
    const expected = topology.functions.flatMap(({ name, triggers }) =>
      triggers.flatMap((trigger) =>
        trigger.kind === 'schedule'
          ? [`${name} rate(${trigger.everyMinutes} minute${trigger.everyMinutes === 1 ? '' : 's'})`]
          : [],
      ),
    );
    const flows = topology.workflows.map(({ name, everyHours }) => `${name} rate(${everyHours} hours)`);
    expect(schedulesIn(stage)).toEqual([...expected, ...flows].sort());
  });

  it('get every request as the bytes that were sent', () => {
    expect(stage.ofType('AWS::ApiGateway::RestApi')[0]?.properties.BinaryMediaTypes).toEqual(['*/*']);
  });
});

describe('roles', () => {
  it.each(topology.functions.map((spec) => [spec.name, spec] as const))(
    '%s may do what it needs and nothing else',
    (name, spec) => {
      const expected = permissionsOf(spec, topology).flatMap(({ thing, actions }) =>
        actions.map((action) => `${action} ${thing}`),
      );
      const service = ['logs:CreateLogStream its log', 'logs:PutLogEvents its log'];
      const traces = ['xray:PutTelemetryRecords *', 'xray:PutTraceSegments *'];
      expect(permissionsIn(stage, name)).toEqual([...expected, ...service, ...traces].sort());
    },
  );

  it('never say "*" for an action, and for a resource only where AWS knows none', () => {
    const wild = statementsIn(stage).filter(({ actions }) => actions.some((action) => action.includes('*')));
    expect(wild.map(({ role }) => role)).toEqual([]);
    const everywhere = statementsIn(stage).filter(({ resources }) => resources.includes('*'));
    expect([...new Set(everywhere.flatMap(({ actions }) => actions))].sort()).toEqual([
      'logs:CreateLogDelivery',
      'logs:CreateLogGroup',
      'logs:CreateLogStream',
      'logs:DeleteLogDelivery',
      'logs:DescribeLogGroups',
      'logs:DescribeLogStreams',
      'logs:DescribeResourcePolicies',
      'logs:FilterLogEvents',
      'logs:GetLogDelivery',
      'logs:GetLogEvents',
      'logs:ListLogDeliveries',
      'logs:PutLogEvents',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  it('of what runs by the clock are taken on for this account alone', () => {
    const trusts = stage
      .ofType('AWS::IAM::Role')
      .map(({ properties }) => JSON.stringify(properties.AssumeRolePolicyDocument))
      .filter((trust) => /(scheduler|states)\.amazonaws\.com/.test(trust));
    expect(trusts.length).toBeGreaterThan(topology.workflows.length);
    for (const trust of trusts)
      expect(trust).toContain('"Condition":{"StringEquals":{"aws:SourceAccount":{"Ref":"AWS::AccountId"}}}');
  });

  it('use no policy of AWS', () => {
    for (const { properties } of stage.ofType('AWS::IAM::Role')) expect(properties.ManagedPolicyArns).toBeUndefined();
  });
});

describe('what must outlive everything', () => {
  it('tables have the keys, indexes and backups of the topology, and cannot be deleted by accident', () => {
    expect(tablesIn(stage)).toEqual(
      topology.tables
        .map(({ name, indexes, pointInTimeRecovery }) => ({
          name,
          key: 'pk sk',
          indexes: indexes.map((index) => `${index} ishard iat KEYS_ONLY`),
          backups: pointInTimeRecovery,
          kept: 'Retain, protected',
        }))
        .sort(byName),
    );
  });

  it('sealed heads lie under a lock for a year, in a bucket that stays', () => {
    const locked = stage.ofType('AWS::S3::Bucket').filter(({ properties }) => properties.ObjectLockEnabled);
    expect(locked).toHaveLength(1);
    expect(locked[0]?.deletion).toBe('Retain');
    expect(locked[0]?.properties.ObjectLockConfiguration).toMatchObject({
      Rule: { DefaultRetention: { Days: 365, Mode: 'COMPLIANCE' } },
    });
    expect(locked[0]?.properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    const longer = synthesize({ lock: { mode: 'governance', years: 7 } }).ofType('AWS::S3::Bucket');
    expect(longer.flatMap(({ properties }) => properties.ObjectLockConfiguration ?? [])).toMatchObject([
      { Rule: { DefaultRetention: { Days: 7 * 365, Mode: 'GOVERNANCE' } } },
    ]);
  });

  it('secrets stay, whatever becomes of their line or of the stage, but for a deploy that failed', () => {
    const kept = stage.ofType('AWS::SecretsManager::Secret').map(({ deletion }) => deletion);
    expect(new Set(kept)).toEqual(new Set(['RetainExceptOnCreate']));
  });

  it('nobody may write over a sealed head or delete one, whatever their role says', () => {
    const heads = stage.ofType('AWS::S3::Bucket').find(({ properties }) => properties.ObjectLockEnabled)?.id;
    const policies = stage
      .ofType('AWS::S3::BucketPolicy')
      .filter(({ properties }) => JSON.stringify(properties.Bucket) === JSON.stringify({ Ref: heads }));
    const { Statement = [] } = (policies[0]?.properties.PolicyDocument ?? {}) as { Statement?: readonly object[] };
    expect(Statement).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          Effect: 'Deny',
          Action: 's3:PutObject',
          Condition: { Null: { 's3:if-none-match': 'true' } },
        }),
        expect.objectContaining({ Effect: 'Deny', Action: ['s3:DeleteObject', 's3:DeleteObjectVersion'] }),
      ]),
    );
  });

  it('keys stay, the one that wraps turns every year, and of those that sign the next one lies ready', () => {
    const keys = stage.ofType('AWS::KMS::Key');
    expect(keys.map(({ deletion }) => deletion)).toEqual(['Retain', 'Retain', 'Retain']);
    expect(keys.map(({ properties }) => properties.EnableKeyRotation ?? properties.KeySpec).sort()).toEqual([
      'ECC_NIST_P256',
      'ECC_NIST_P256',
      true,
    ]);
  });
});

describe('queues', () => {
  it('are those of the topology, in order within a person, encrypted, with dead letters that are kept for two weeks', () => {
    expect(queuesIn(stage)).toEqual(
      topology.queues
        .map(({ name, visibilitySeconds, receives }) => ({
          name,
          visibility: visibilitySeconds,
          receives,
          dead: `${name}-dead`,
          kept: 1_209_600,
          shape: 'true messageGroup perMessageGroupId true',
        }))
        .sort(byName),
    );
  });

  it('are seen by nobody for longer than the function that works on them may take', () => {
    for (const { name, timeoutSeconds, triggers } of topology.functions)
      for (const trigger of triggers)
        if (trigger.kind === 'queue')
          expect(
            topology.queues.find((queue) => queue.name === trigger.queue)?.visibilitySeconds,
            name,
          ).toBeGreaterThan(timeoutSeconds);
  });
});

it('there is nothing else: no network of our own, no machine that waits, no key to lose', () => {
  expect([...new Set(stage.resources.map(({ type }) => type))].sort()).toEqual([
    'AWS::ApiGateway::Account',
    'AWS::ApiGateway::Deployment',
    'AWS::ApiGateway::GatewayResponse',
    'AWS::ApiGateway::Method',
    'AWS::ApiGateway::RequestValidator',
    'AWS::ApiGateway::Resource',
    'AWS::ApiGateway::RestApi',
    'AWS::ApiGateway::Stage',
    'AWS::CloudWatch::Alarm',
    'AWS::CloudWatch::CompositeAlarm',
    'AWS::DynamoDB::Table',
    'AWS::IAM::ManagedPolicy',
    'AWS::IAM::Policy',
    'AWS::IAM::Role',
    'AWS::KMS::Key',
    'AWS::Lambda::EventSourceMapping',
    'AWS::Lambda::Function',
    'AWS::Lambda::Permission',
    'AWS::Logs::LogGroup',
    'AWS::S3::Bucket',
    'AWS::S3::BucketPolicy',
    'AWS::SNS::Topic',
    'AWS::SNS::TopicPolicy',
    'AWS::SQS::Queue',
    'AWS::SQS::QueuePolicy',
    'AWS::Scheduler::Schedule',
    'AWS::SecretsManager::Secret',
    'AWS::StepFunctions::StateMachine',
  ]);
});

it('every alarm that the laptop evaluates watches this stage, and those with a name of their own call somebody', () => {
  const naming = { prefix: 'frontdesk-try', service: 'frontdesk-try' };
  const { metric, composite } = alarmDefinitions(naming);
  const made = [...stage.ofType('AWS::CloudWatch::Alarm'), ...stage.ofType('AWS::CloudWatch::CompositeAlarm')];
  const names = made.map(({ properties }) => String(properties.AlarmName));
  expect(names.sort()).toEqual([...metric, ...composite].map(({ AlarmName }) => AlarmName).sort());
  for (const { name } of ALARMS)
    expect(
      made.find(({ properties }) => properties.AlarmName === `frontdesk-try-${name}`)?.properties.AlarmActions,
      name,
    ).toHaveLength(1);
  for (const { properties } of stage
    .ofType('AWS::Lambda::Function')
    .filter((one) => String(one.properties.FunctionName).startsWith('frontdesk-try-')))
    expect((properties.Environment as { Variables: object }).Variables).toMatchObject({
      POWERTOOLS_SERVICE_NAME: 'frontdesk-try',
    });
});

describe('a workflow', () => {
  it('of ours may call the functions that it names, and start itself for each target', () => {
    expect(calleesIn(stage, 'daily')).toEqual(['reconcile', 'rotate']);
    const starts = statementsIn(stage).filter(({ actions }) => actions.includes('states:StartExecution'));
    expect(new Set(starts.flatMap(({ resources }) => resources))).toEqual(new Set(['workflow daily', 'daily']));
  });

  it('becomes a state machine that runs by the clock and may call the functions it names, and nothing else', () => {
    const made = synthesize(aTopology());
    expect(schedulesIn(made)).toContain('daily-round rate(24 hours)');
    expect(calleesIn(made, 'daily-round')).toEqual(['round']);
  });

  it('that names an unknown function is refused in a sentence', () => {
    expect(() => synthesize(aTopology('nobody'))).toThrow(
      /^a workflow names "\$\{nobody\}", and the topology has no such function$/,
    );
  });
});
