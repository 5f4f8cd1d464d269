// The alarms as CDK synthesizes them in a bare stack: what every test here evaluates.
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Alarms } from '../../infra/cloud/alarms.ts';
import { CompositeAlarm, type Definitions, MetricAlarm } from '../../shared/core/alarm/definition.ts';

export interface Synthesized extends Definitions {
  /** How many actions each alarm has, by its name. */
  readonly actions: ReadonlyMap<string, number>;
}

let known: Synthesized | undefined;

/** Synthesized once a process; parsed by the same schema as the laptop's. */
export function synthesized(): Synthesized {
  known ??= synthesize();
  return known;
}

function synthesize(): Synthesized {
  const stack = new Stack(new App(), 'Bare');
  new Alarms(stack, 'Alarms', { topic: new Topic(stack, 'Topic') });
  const template = Template.fromStack(stack);
  const propertiesOf = (type: string) =>
    Object.values(template.findResources(type)).map(
      ({ Properties }) => Properties as { AlarmName: string; AlarmActions?: unknown[] },
    );
  const [metric, composite] = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].map(propertiesOf);
  return {
    metric: (metric ?? []).map((properties) => MetricAlarm.parse(properties)),
    composite: (composite ?? []).map((properties) => CompositeAlarm.parse(properties)),
    actions: new Map(
      [...(metric ?? []), ...(composite ?? [])].map(({ AlarmName, AlarmActions = [] }) => [
        AlarmName,
        AlarmActions.length,
      ]),
    ),
  };
}
