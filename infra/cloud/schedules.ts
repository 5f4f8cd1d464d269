// What runs by the clock: functions every few minutes, workflows every few hours, each called by a role that may call nothing else.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { Topology } from '../topology.ts';
import type { Pipeline } from './pipeline.ts';
import { Workflow } from './workflow.ts';

export interface SchedulesProps {
  readonly topology: Topology;
  readonly pipeline: Pipeline;
  readonly stackName: string;
  /** The folder of the workflows' definitions. */
  readonly definitions: string;
}

export class Schedules extends Construct {
  readonly workflows: ReadonlyMap<string, Workflow>;

  constructor(scope: Construct, id: string, props: SchedulesProps) {
    super(scope, id);
    const { topology, pipeline, definitions } = props;
    for (const { name, triggers } of topology.functions) {
      const made = pipeline.functions.get(name);
      for (const trigger of triggers)
        if (trigger.kind === 'schedule' && made)
          this.#every(name, `rate(${spelled(trigger.everyMinutes, 'minute')})`, {
            arn: made.functionArn,
            action: 'lambda:InvokeFunction',
          });
    }
    this.workflows = new Map(
      topology.workflows.map(({ name, definition }) => [
        name,
        new Workflow(this, name, {
          machineName: `${props.stackName}-${name}`,
          definition: readFileSync(join(definitions, definition), 'utf8'),
          functions: pipeline.functions,
        }),
      ]),
    );
    for (const { name, everyHours } of topology.workflows)
      this.#every(`${name}-workflow`, `rate(${spelled(everyHours, 'hour')})`, {
        arn: this.workflows.get(name)?.machine.attrArn ?? '',
        action: 'states:StartExecution',
      });
  }

  #every(name: string, scheduleExpression: string, { arn, action }: { arn: string; action: string }): void {
    const statement = new PolicyStatement({ effect: Effect.ALLOW, actions: [action], resources: [arn] });
    const role = new Role(this, `${name}-caller`, {
      // Schedules of other accounts are sent by the same service (EventBridge Scheduler User Guide, "Confused deputy prevention").
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      inlinePolicies: { call: new PolicyDocument({ statements: [statement] }) },
    });
    new CfnSchedule(this, `${name}-schedule`, {
      scheduleExpression,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn,
        roleArn: role.roleArn,
        input: '{}',
        // The next turn comes soon: one that failed is not repeated.
        retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
      },
    });
  }
}

/** `rate(1 minute)`, `rate(60 minutes)` (EventBridge Scheduler User Guide, "Schedule types"). */
function spelled(count: number, unit: 'minute' | 'hour'): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
