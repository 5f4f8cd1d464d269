// Whom the alarms of a stage call: an alarm that may not speak to its topic is silent, and CloudWatch says so in its history alone.
import { expect, it } from 'vitest';
import { synthesize } from './synthesized.ts';

const stage = synthesize();
const alarms = [...stage.ofType('AWS::CloudWatch::Alarm'), ...stage.ofType('AWS::CloudWatch::CompositeAlarm')];

interface Statement {
  readonly Effect: string;
  readonly Action: string;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

/** What the policy of that topic allows. */
function allowedAt(topic: unknown): readonly Statement[] {
  const policies = stage
    .ofType('AWS::SNS::TopicPolicy')
    .filter(({ properties }) => JSON.stringify(properties.Topics) === JSON.stringify([topic]));
  return policies
    .flatMap(({ properties }) => (properties.PolicyDocument as { Statement: readonly Statement[] }).Statement)
    .filter(({ Effect }) => Effect === 'Allow');
}

it('CloudWatch may speak to every topic that an alarm names, for the alarms of this stage and for nobody else', () => {
  const called = new Set(
    alarms.flatMap(({ properties }) => [properties.AlarmActions ?? [], properties.OKActions ?? []].flat().map(toText)),
  );
  expect(called.size).toBe(2);
  for (const topic of called) {
    const allowed = allowedAt(JSON.parse(topic));
    expect(allowed).toMatchObject([{ Action: 'sns:Publish', Principal: { Service: 'cloudwatch.amazonaws.com' } }]);
    expect(toText(allowed[0]?.Condition)).toContain(':alarm:frontdesk-try-*');
  }
  for (const { properties } of alarms) expect(properties.AlarmName).toMatch(/^frontdesk-try-/);
});

function toText(value: unknown): string {
  return JSON.stringify(value);
}
