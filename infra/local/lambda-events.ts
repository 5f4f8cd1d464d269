// The Lambda event shapes that the laptop makes, no wider than what the functions read (AWS Lambda Developer Guide).

export interface APIGatewayProxyEventV2 {
  readonly version: '2.0';
  readonly routeKey: string;
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly headers: { readonly [name: string]: string };
  readonly pathParameters: { readonly [name: string]: string };
  readonly isBase64Encoded: boolean;
  readonly body: string;
  readonly requestContext: {
    readonly http: {
      readonly method: string;
      readonly path: string;
      readonly sourceIp: string;
      readonly userAgent: string;
      readonly protocol: string;
    };
    readonly domainName: string;
    readonly stage: string;
    readonly requestId: string;
    readonly timeEpoch: number;
  };
}

export interface APIGatewayProxyStructuredResultV2 {
  readonly statusCode?: number;
  readonly headers?: { readonly [name: string]: string | number | boolean };
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

export interface SqsEvent {
  readonly Records: readonly SqsRecord[];
}

export interface SqsRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: {
    readonly ApproximateReceiveCount: string;
    readonly MessageGroupId: string;
    readonly SequenceNumber: string;
    readonly [name: string]: string;
  };
  readonly messageAttributes: { readonly [name: string]: { readonly stringValue: string } };
  readonly md5OfBody: string;
  readonly eventSource: 'aws:sqs';
  readonly eventSourceARN: string;
  readonly awsRegion: string;
}

export interface SqsBatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** What the functions read of Lambda's context. */
export function lambdaContext(name: string, timeoutSeconds: number) {
  const started = Date.now();
  return {
    functionName: name,
    awsRequestId: `${name}-${started.toString(36)}`,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    memoryLimitInMB: '512',
    logGroupName: name,
    logStreamName: name,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, started + timeoutSeconds * 1000 - Date.now()),
  };
}
