// AWS clients from the environment: the same code in the cloud and on the laptop, where nothing may leave 127.0.0.1.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';

const AwsEnvironment = z.object({
  AWS_REGION: z.string().min(1).default('us-east-1'),
  /** `1` on the laptop: every endpoint must be given and be loopback, and no credential of the host is used. */
  FRONTDESK_LOCAL: z.enum(['1']).optional(),
  FRONTDESK_DYNAMODB_ENDPOINT: z.url().optional(),
  FRONTDESK_SQS_ENDPOINT: z.url().optional(),
  FRONTDESK_SECRETS_ENDPOINT: z.url().optional(),
  FRONTDESK_STATES_ENDPOINT: z.url().optional(),
});

export interface AwsClients {
  readonly dynamo: { readonly retrying: DynamoDBClient; readonly once: DynamoDBClient };
  readonly sqs: SQSClient;
  readonly secrets: SecretsManagerClient;
  /** Loaded when a workflow is started: nobody else's cold start pays for it. */
  readonly states: () => Promise<SFNClient>;
}

/** What all SDK clients have; their own types of it differ by service. */
interface AnyClient {
  readonly middlewareStack: {
    readonly add: (...args: never[]) => unknown;
    readonly remove: (name: string) => boolean;
  };
}

type Step<T> = (args: { readonly request: unknown }) => Promise<T>;
type AddStep = <T>(
  wrap: (next: Step<T>) => Step<T>,
  where: { readonly step: string; readonly name: string; readonly priority: string },
) => void;

/** Nothing of what the machine's own AWS settings say: they may ask for endpoints that go with no address of ours. */
const LOCAL = {
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  useFipsEndpoint: false,
  useDualstackEndpoint: false,
};

/** All clients. In local mode throws at once when an endpoint is missing or is not loopback. */
export function awsClients(environment: { readonly [name: string]: string | undefined }): AwsClients {
  const env = AwsEnvironment.parse(environment);
  const isLocal = env.FRONTDESK_LOCAL === '1';
  const shared = {
    ...clientDefaults(env.AWS_REGION),
    ...(isLocal ? LOCAL : {}),
  };
  const at = (name: 'DYNAMODB' | 'SQS' | 'SECRETS' | 'STATES') =>
    endpointOf(env[`FRONTDESK_${name}_ENDPOINT`], { name, isLocal });
  const guarded = <T extends AnyClient>(client: T): T => {
    // We give the SDK no logger; its middleware would copy each request and reply for one all the same.
    client.middlewareStack.remove('loggerMiddleware');
    return isLocal ? refuseForeignEndpoint(client) : client;
  };
  return {
    dynamo: {
      retrying: guarded(new DynamoDBClient({ ...shared, ...at('DYNAMODB'), maxAttempts: 4 })),
      once: guarded(new DynamoDBClient({ ...shared, ...at('DYNAMODB'), maxAttempts: 1 })),
    },
    // A queue's URL must not decide where a request goes.
    sqs: guarded(new SQSClient({ ...shared, ...at('SQS'), useQueueUrlAsEndpoint: false })),
    secrets: guarded(new SecretsManagerClient({ ...shared, ...at('SECRETS') })),
    states: async () => {
      const { SFNClient } = await import('@aws-sdk/client-sfn');
      return guarded(new SFNClient({ ...shared, ...at('STATES') }));
    },
  };
}

/** What every client of ours is made with. */
export function clientDefaults(region: string) {
  return {
    region,
    // A client of ours never changes after its first request: its middleware is put together once for each command.
    cacheMiddleware: true,
    requestHandler: {
      connectionTimeout: 2_000,
      requestTimeout: 10_000,
      httpAgent: { maxSockets: 200 },
      httpsAgent: { maxSockets: 200 },
    },
  };
}

/** Makes a client of any AWS service fail before it sends to a host that is not loopback. Returns the client. */
export function refuseForeignEndpoint<T extends AnyClient>(client: T): T {
  const add = client.middlewareStack.add as unknown as AddStep;
  add(
    (next) => async (args) => {
      const { hostname = '' } = args.request as { readonly hostname?: string };
      if (!isLoopback(hostname)) throw new Error(`local mode: refused to call ${hostname}`);
      return next(args);
    },
    { step: 'finalizeRequest', name: 'refuseForeignEndpoint', priority: 'low' },
  );
  return client;
}

/** True for 127.0.0.0/8, ::1 and localhost. */
export function isLoopback(hostname: string): boolean {
  return /^(127(\.\d{1,3}){3}|\[?::1\]?|localhost)$/.test(hostname);
}

function endpointOf(endpoint: string | undefined, client: { readonly name: string; readonly isLocal: boolean }) {
  if (client.isLocal && !isLoopback(endpoint ? new URL(endpoint).hostname : ''))
    throw new Error(
      `local mode: FRONTDESK_${client.name}_ENDPOINT must be a loopback address, not ${endpoint ?? 'absent'}`,
    );
  return endpoint ? { endpoint } : {};
}
