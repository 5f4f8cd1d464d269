// A state machine out of the definition that the laptop runs too; it may call the functions it names and nothing else.
import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

export interface WorkflowProps {
  readonly machineName: string;
  /** Amazon States Language, with `${name}` for that function's ARN. */
  readonly definition: string;
  readonly functions: ReadonlyMap<string, LambdaFunction>;
}

/** Step Functions sets up its log deliveries and traces by itself, with actions that know no resources (its Developer Guide, "Logging"). */
const WITHOUT_RESOURCES = [
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

/** By its name: whoever starts it may be called by it, and so cannot refer to it. */
export function machineArn(scope: Construct, name: string): string {
  const stack = Stack.of(scope);
  const resourceName = `${stack.stackName}-${name}`;
  return stack.formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

export class Workflow extends Construct {
  readonly machine: CfnStateMachine;

  constructor(scope: Construct, id: string, { machineName, definition, functions }: WorkflowProps) {
    super(scope, id);
    const named = [...new Set([...definition.matchAll(/\$\{([a-z-]+)\}/g)].map(([, name = '']) => name))];
    const arns = Object.fromEntries(named.map((name) => [name, arnOf(functions, name)]));
    const log = new LogGroup(this, 'Log', {
      // Step Functions asks for this beginning where many logs are delivered to.
      logGroupName: `/aws/vendedlogs/states/${machineName}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      inlinePolicies: {
        call: new PolicyDocument({
          statements: [
            allow(['lambda:InvokeFunction'], Object.values(arns)),
            // Each target has an execution of its own, and a long one a successor.
            ...(definition.includes(':startExecution')
              ? [allow(['states:StartExecution'], [machineArn(this, id)])]
              : []),
          ],
        }),
        watch: new PolicyDocument({ statements: [allow(WITHOUT_RESOURCES, ['*'])] }),
      },
    });
    this.machine = new CfnStateMachine(this, 'Machine', {
      stateMachineName: machineName,
      roleArn: role.roleArn,
      definitionString: definition,
      definitionSubstitutions: arns,
      tracingConfiguration: { enabled: true },
      loggingConfiguration: {
        level: 'ALL',
        includeExecutionData: false,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: log.logGroupArn } }],
      },
    });
  }
}

function arnOf(functions: WorkflowProps['functions'], name: string): string {
  const found = functions.get(name);
  if (!found) throw new Error(`a workflow names "\${${name}}", and the topology has no such function`);
  return found.functionArn;
}

function allow(actions: readonly string[], resources: readonly string[]): PolicyStatement {
  return new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] });
}
