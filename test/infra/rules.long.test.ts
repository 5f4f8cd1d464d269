// cdk-nag's rules hold: nothing is found without a written reason, and each reason is still needed.
import { RemovalPolicy } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { reasons } from '../../infra/cloud/reasons.ts';
import { aTopology } from './a-topology.ts';
import { synthesize } from './synthesized.ts';

describe('the AwsSolutions and Serverless rules of cdk-nag', () => {
  const stage = synthesize();

  it('find nothing without a written reason', () => {
    expect(stage.findings).toEqual([]);
  });

  it('are left out ten times at most, each with a reason that somebody can weigh, and each still needed', () => {
    expect(reasons.length).toBeLessThanOrEqual(10);
    for (const { why } of reasons) expect(why.length).toBeGreaterThan(40);
    const needed = new Set(stage.suppressed);
    expect(reasons.filter(({ rule }) => !needed.has(rule.split('::').slice(1).join('::')))).toEqual([]);
  });

  it('find nothing either where workflows run', () => {
    expect(synthesize({ ...aTopology() }).findings).toEqual([]);
  });
});

describe('a planted fault', () => {
  it.each([
    [
      'an open bucket',
      (stack) => new Bucket(stack, 'Open', { removalPolicy: RemovalPolicy.DESTROY }),
      'AwsSolutions-S1',
    ],
    ['a queue that takes plain HTTP', (stack) => new Queue(stack, 'Plain'), 'AwsSolutions-SQS4'],
  ] as const satisfies readonly (readonly [string, NonNullable<Parameters<typeof synthesize>[0]>['plant'], string])[])(
    '%s is found',
    (_, plant, rule) => {
      expect(synthesize({ plant }).findings).toContain(rule);
    },
  );

  it('a rule whose reason is taken away is found again', () => {
    const rest = reasons.filter(({ rule }) => !rule.includes('DDB3'));
    expect(synthesize({ reasons: rest }).findings).toContain('AwsSolutions-DDB3');
  });
});
