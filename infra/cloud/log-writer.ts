// API Gateway writes no log before the account and region name a role for it. Every REST API of the region shares the setting, so it stays.
import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** What API Gateway asks for, on every log group (API Gateway Developer Guide, "Permissions for CloudWatch logging"). */
const WRITES = [
  'logs:CreateLogGroup',
  'logs:CreateLogStream',
  'logs:DescribeLogGroups',
  'logs:DescribeLogStreams',
  'logs:FilterLogEvents',
  'logs:GetLogEvents',
  'logs:PutLogEvents',
];

export class LogWriter extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const statement = new PolicyStatement({ effect: Effect.ALLOW, actions: WRITES, resources: ['*'] });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      inlinePolicies: { logs: new PolicyDocument({ statements: [statement] }) },
    });
    const account = new CfnAccount(this, 'Account', { cloudWatchRoleArn: role.roleArn });
    for (const kept of [role, account]) kept.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }
}
