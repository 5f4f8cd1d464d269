// What cdk-nag may not find fault with, where, and why: at most ten.

export interface Reason {
  /** As the report names it. */
  readonly rule: string;
  /** Path within the stack; the whole stack without it. */
  readonly at?: string;
  readonly why: string;
}

export const reasons: readonly Reason[] = [
  {
    rule: 'AwsSolutions::AwsSolutions-DDB3',
    at: 'Storage/Table-keys',
    why: 'An erased key must not come back out of a backup: deleting it is how a person is erased.',
  },
  {
    rule: 'AwsSolutions::AwsSolutions-SMG4',
    at: 'Secrets',
    why: 'Secrets are rotated by a workflow of Frontdesk itself, with a probe before each switch; values given by vendors cannot be made by a rotation function.',
  },
  {
    rule: 'AwsSolutions::AwsSolutions-IAM5[Resource::<StorageHeadsC5B5C5DB.Arn>/heads/*]',
    at: 'Pipeline',
    why: 'A head is an object under its number; the folder is all that the bucket holds, and Object Lock forbids changes.',
  },
  {
    rule: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    why: "X-Ray's actions, and Step Functions' for its log deliveries, know no resources; API Gateway asks to write logs anywhere.",
  },
  {
    rule: 'AwsSolutions::AwsSolutions-APIG3',
    at: 'Doors',
    why: 'A web ACL costs more than all of a small company; one can be associated with the stage at any time, which is a reason for the REST API.',
  },
  {
    rule: 'AwsSolutions::AwsSolutions-APIG4',
    at: 'Doors',
    why: 'Vendors sign bodies or send tokens of their own, and operators have tokens: the functions check them on raw bytes and answer 401.',
  },
  {
    rule: 'AwsSolutions::AwsSolutions-COG4',
    at: 'Doors',
    why: 'The same: vendors and SCIM clients cannot log in to a user pool.',
  },
  {
    rule: 'Serverless::Serverless-SQSRedrivePolicy',
    at: 'Queues',
    why: 'Only the dead-letter queues have none: there is nowhere further to go, and the truth is in the table.',
  },
  {
    rule: 'Serverless::Serverless-LambdaDLQ',
    at: 'Pipeline',
    why: 'Nothing is lost with a failed call: callers of doors see the status, messages go back to their queue, and a schedule comes again within the hour.',
  },
  {
    rule: 'Serverless::Serverless-LambdaEventSourceMappingDestination',
    at: 'Pipeline',
    why: 'Lambda knows no such destination for SQS: each queue has its own dead letters.',
  },
];
