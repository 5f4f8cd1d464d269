// What a template says of routes, tables and queues, sorted and in the topology's words.
import type { Synthesized } from './synthesized.ts';
import { type ById, idIn, nameIn, queueOf, tableOf } from './template-names.ts';
import { byIdOf, byName, type Json, listOf } from './template-reader.ts';

type Template = Pick<Synthesized, 'resources' | 'ofType'>;

/** `POST /hooks/{source} webhook`. */
export function routesIn(template: Template): readonly string[] {
  const byId = byIdOf(template);
  return template
    .ofType('AWS::ApiGateway::Method')
    .map(({ properties: { HttpMethod, ResourceId, Integration } }) => {
      const { Uri } = Integration as Json;
      return `${HttpMethod} ${pathOf(byId, ResourceId)} ${nameIn(byId, Uri)}`;
    })
    .sort();
}

/** The budget of requests of each route that has one of its own: `POST /hooks/hr` to rate and burst. */
export function budgetsIn({
  ofType,
}: Template): ReadonlyMap<string, { readonly rate: number; readonly burst: number }> {
  const settings = ofType('AWS::ApiGateway::Stage').flatMap(({ properties }) => listOf(properties.MethodSettings));
  const own = (settings as Json[]).filter(({ ResourcePath }) => ResourcePath !== '/*');
  return new Map(
    own.map(({ HttpMethod, ResourcePath, ThrottlingRateLimit, ThrottlingBurstLimit }) => {
      const path = String(ResourcePath).replaceAll('~1', '/').replace(/^\/+/, '/');
      return [`${HttpMethod} ${path}`, { rate: Number(ThrottlingRateLimit), burst: Number(ThrottlingBurstLimit) }];
    }),
  );
}

export function tablesIn({ ofType }: Template) {
  return ofType('AWS::DynamoDB::Table')
    .map(({ id, deletion, properties }) => ({
      name: tableOf(id),
      key: keyOf(properties.KeySchema),
      indexes: (listOf(properties.GlobalSecondaryIndexes) as Json[]).map(
        ({ IndexName, KeySchema, Projection }) =>
          `${IndexName} ${keyOf(KeySchema)} ${(Projection as Json).ProjectionType}`,
      ),
      backups: (properties.PointInTimeRecoverySpecification as Json).PointInTimeRecoveryEnabled,
      kept: `${deletion}${properties.DeletionProtectionEnabled ? ', protected' : ''}`,
    }))
    .sort(byName);
}

export function queuesIn(template: Template) {
  const byId = byIdOf(template);
  return template
    .ofType('AWS::SQS::Queue')
    .flatMap(({ id, properties }) => {
      if (!properties.RedrivePolicy) return [];
      const { FifoQueue, DeduplicationScope, FifoThroughputLimit, SqsManagedSseEnabled } = properties;
      const { deadLetterTargetArn, maxReceiveCount } = properties.RedrivePolicy as Json;
      const dead = idIn(deadLetterTargetArn);
      return [
        {
          name: queueOf(id),
          visibility: properties.VisibilityTimeout,
          receives: maxReceiveCount,
          dead: queueOf(dead),
          kept: byId.get(dead)?.properties.MessageRetentionPeriod,
          shape: [FifoQueue, DeduplicationScope, FifoThroughputLimit, SqsManagedSseEnabled].join(' '),
        },
      ];
    })
    .sort(byName);
}

function keyOf(schema: unknown): string {
  return (listOf(schema) as Json[]).map(({ AttributeName }) => AttributeName).join(' ');
}

function pathOf(byId: ById, value: unknown): string {
  const resource = byId.get(idIn(value));
  if (resource?.type !== 'AWS::ApiGateway::Resource') return '';
  return `${pathOf(byId, resource.properties.ParentId)}/${resource.properties.PathPart}`;
}
