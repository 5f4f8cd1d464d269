// The doors: a REST API, because it hands over the bytes that were sent (docs/decisions), with a request budget for each address.
import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  ResponseType,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Settings } from '../../shared/model/settings.ts';
import { type HttpTrigger, pathsOf } from '../addresses.ts';
import type { Topology } from '../topology.ts';
import { requestBudgets, usualRequests } from './budgets.ts';
import { LogWriter } from './log-writer.ts';
import type { Pipeline } from './pipeline.ts';

export interface DoorsProps {
  readonly topology: Topology;
  readonly pipeline: Pipeline;
  readonly settings: Settings;
  readonly stackName: string;
}

/** In the address, after the host: every REST API has one. */
const API_STAGE = 'v1';

const KEPT = { retention: RetentionDays.THREE_MONTHS, removalPolicy: RemovalPolicy.DESTROY };

type Route = Pick<HttpTrigger, 'methods' | 'path'> & { readonly name: string };

export class Doors extends Construct {
  readonly api: RestApi;

  constructor(scope: Construct, id: string, { topology, pipeline, settings, stackName }: DoorsProps) {
    super(scope, id);
    const routes = routesOf(topology, settings);
    const log = new LogGroup(this, 'Log', KEPT);
    this.api = new RestApi(this, 'Api', {
      restApiName: stackName,
      description: 'Frontdesk: webhooks, SCIM and operators',
      // Everything is binary: a signature is over the bytes that the sender sent.
      binaryMediaTypes: ['*/*'],
      endpointTypes: [EndpointType.REGIONAL],
      ...(settings.operatorsFrom && { policy: operatorsOnlyFrom(settings.operatorsFrom) }),
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
    // An address that is not there is a 403 otherwise. No function is called.
    this.api.addGatewayResponse('NotFound', {
      type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
      statusCode: '404',
      templates: { 'application/json': '{"message":"Not Found"}' },
    });
    for (const { name, path, methods } of routes) {
      const handler = pipeline.functions.get(name);
      const resource = this.api.root.resourceForPath(path);
      // One permission for the whole API: with one for each method, many sources would not fit into the function's policy.
      const integration = handler && new LambdaIntegration(handler, { scopePermissionToMethod: false });
      for (const method of integration ? methods : []) resource.addMethod(method, integration, { requestValidator });
    }
  }
}

/** Everybody reaches the doors of sources; the operators' door is shut to other addresses (API Gateway Developer Guide, "Resource policies"). */
function operatorsOnlyFrom(ranges: readonly string[]): PolicyDocument {
  const statement = (effect: Effect, path: string, conditions = {}) =>
    new PolicyStatement({
      effect,
      principals: [new AnyPrincipal()],
      actions: ['execute-api:Invoke'],
      resources: [`execute-api:/${path}`],
      conditions,
    });
  return new PolicyDocument({
    statements: [
      statement(Effect.ALLOW, '*'),
      statement(Effect.DENY, `${API_STAGE}/*/operator/*`, { NotIpAddress: { 'aws:SourceIp': ranges } }),
    ],
  });
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

function routesOf({ functions }: Topology, settings: Settings): readonly Route[] {
  return functions.flatMap(({ name, triggers }) =>
    triggers.flatMap((trigger) =>
      trigger.kind === 'http'
        ? pathsOf(trigger, settings).map((path) => ({ name, path, methods: trigger.methods }))
        : [],
    ),
  );
}

function limitsOf({ name, path, methods }: Route) {
  const { rate, burst } = requestBudgets[name] ?? usualRequests;
  return methods.map((method) => [`${path}/${method}`, { throttlingRateLimit: rate, throttlingBurstLimit: burst }]);
}
