// The doors: a REST API, because it hands over the bytes that were sent (docs/decisions), with a request budget for each route.
import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FunctionSpec, Topology } from '../topology.ts';
import { requestBudgets, usualRequests } from './budgets.ts';
import { LogWriter } from './log-writer.ts';
import type { Pipeline } from './pipeline.ts';

export interface DoorsProps {
  readonly topology: Topology;
  readonly pipeline: Pipeline;
  readonly stackName: string;
}

/** In the address, after the host: every REST API has one. */
const API_STAGE = 'v1';

const KEPT = { retention: RetentionDays.THREE_MONTHS, removalPolicy: RemovalPolicy.DESTROY };

type Route = Extract<FunctionSpec['triggers'][number], { kind: 'http' }> & { readonly name: string };

export class Doors extends Construct {
  readonly api: RestApi;

  constructor(scope: Construct, id: string, { topology, pipeline, stackName }: DoorsProps) {
    super(scope, id);
    const routes = routesOf(topology);
    const log = new LogGroup(this, 'Log', KEPT);
    this.api = new RestApi(this, 'Api', {
      restApiName: stackName,
      description: 'Frontdesk: webhooks, SCIM and operators',
      // Everything is binary: a signature is over the bytes that the sender sent.
      binaryMediaTypes: ['*/*'],
      endpointTypes: [EndpointType.REGIONAL],
      deployOptions: {
        stageName: API_STAGE,
        accessLogDestination: new LogGroupLogDestination(log),
        accessLogFormat: AccessLogFormat.custom(ACCESS_LOG),
        loggingLevel: MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
        tracingEnabled: true,
        throttlingRateLimit: usualRequests.rate,
        throttlingBurstLimit: usualRequests.burst,
        methodOptions: Object.fromEntries(routes.flatMap(limitsOf)),
      },
    });
    // API Gateway names this one itself, and would keep it for ever.
    const faults = new LogGroup(this, 'Faults', {
      ...KEPT,
      logGroupName: `API-Gateway-Execution-Logs_${this.api.restApiId}/${API_STAGE}`,
    });
    this.api.deploymentStage.node.addDependency(faults, new LogWriter(this, 'LogWriter'));
    // Bodies have no model here: they are judged as bytes, by their signature first.
    const requestValidator = this.api.addRequestValidator('Validator', {
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    for (const { name, path, methods } of routes) {
      const handler = pipeline.functions.get(name);
      const resource = this.api.root.resourceForPath(path);
      if (handler)
        for (const method of methods) resource.addMethod(method, new LambdaIntegration(handler), { requestValidator });
    }
  }
}

/** The route's pattern and never the path itself: a SCIM filter names people. */
const ACCESS_LOG = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  ip: '$context.identity.sourceIp',
  route: '$context.httpMethod $context.resourcePath',
  status: '$context.status',
  bytes: '$context.responseLength',
  ms: '$context.responseLatency',
});

function routesOf({ functions }: Topology): readonly Route[] {
  return functions.flatMap(({ name, triggers }) =>
    triggers.flatMap((trigger) => (trigger.kind === 'http' ? [{ ...trigger, name }] : [])),
  );
}

function limitsOf({ name, path, methods }: Route) {
  const { rate, burst } = requestBudgets[name] ?? usualRequests;
  return methods.map((method) => [`${path}/${method}`, { throttlingRateLimit: rate, throttlingBurstLimit: burst }]);
}
