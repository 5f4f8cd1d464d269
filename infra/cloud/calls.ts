// Whom alarms call: one topic for what wakes somebody, one for what can wait. Subscribe a pager and a mailbox to them.
import { ArnFormat, CfnOutput, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export class Calls extends Construct {
  readonly topic: Topic;
  readonly tickets: Topic;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.topic = this.#topic('Pages');
    this.tickets = this.#topic('Tickets');
    new CfnOutput(Stack.of(this), 'PagesTopic', { value: this.topic.topicArn });
    new CfnOutput(Stack.of(this), 'TicketsTopic', { value: this.tickets.topicArn });
  }

  /** A policy of its own takes the place of the one that lets the account's alarms in, so they are named (SNS Developer Guide, "Example cases"). */
  #topic(name: string): Topic {
    const made = new Topic(this, name, { enforceSSL: true });
    made.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisStage',
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [made.topicArn],
        conditions: { ArnLike: { 'aws:SourceArn': alarmsOf(Stack.of(this)) } },
      }),
    );
    return made;
  }
}

function alarmsOf(stack: Stack): string {
  return stack.formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: `${stack.stackName}-*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
