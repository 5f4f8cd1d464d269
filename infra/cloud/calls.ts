// Whom alarms call: one topic for what wakes somebody, one for what can wait. Subscribe a pager and a mailbox to them.
import { CfnOutput } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export class Calls extends Construct {
  readonly topic: Topic;
  readonly tickets: Topic;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.topic = new Topic(this, 'Pages', { enforceSSL: true });
    this.tickets = new Topic(this, 'Tickets', { enforceSSL: true });
    new CfnOutput(this, 'PagesTopic', { value: this.topic.topicArn });
    new CfnOutput(this, 'TicketsTopic', { value: this.tickets.topicArn });
  }
}
