// The alarms in the cloud: the template holds exactly the definitions that the laptop evaluates, and whom each one calls.
import { CfnResource } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { alarmDefinitions } from '../alarms/definitions.ts';
import { DEFAULT_NAMING, type Naming } from '../alarms/naming.ts';
import { ALARMS } from '../alarms.ts';

export interface AlarmsProps {
  /** Hears of every page, and of every ticket unless `tickets` does. */
  readonly topic: ITopic;
  readonly tickets?: ITopic;
  readonly naming?: Naming;
}

/** Metric alarms, composites and the suppressor. Only the alarm that carries the list's own name acts. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, { topic, tickets = topic, naming = DEFAULT_NAMING }: AlarmsProps) {
    super(scope, id);
    const definitions = alarmDefinitions(naming);
    const severities = new Map(ALARMS.map(({ name, severity }) => [`${naming.prefix}-${name}`, severity]));
    const resource = (type: string, definition: { readonly AlarmName: string }) => {
      const severity = severities.get(definition.AlarmName);
      const topics = severity === undefined ? [] : [(severity === 'page' ? topic : tickets).topicArn];
      const actions = topics.length > 0 ? { AlarmActions: topics, OKActions: topics } : {};
      return new CfnResource(this, definition.AlarmName, { type, properties: { ...definition, ...actions } });
    };
    const metric = new Map(
      definitions.metric.map((definition) => [definition.AlarmName, resource('AWS::CloudWatch::Alarm', definition)]),
    );
    for (const definition of definitions.composite) {
      const composite = resource('AWS::CloudWatch::CompositeAlarm', definition);
      const named = [...metric].filter(
        ([name]) => definition.AlarmRule.includes(`"${name}"`) || definition.ActionsSuppressor === name,
      );
      for (const [, part] of named) composite.addResourceDependency(part);
    }
  }
}
