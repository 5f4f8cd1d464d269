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

/** The routes that have a budget of requests of their own. */
export function throttledIn({ ofType }: Template): readonly string[] {
  const settings = ofType('AWS::ApiGateway::Stage').flatMap(({ properties }) => listOf(properties.MethodSettings));
  return (settings as Json[])
    .filter(({ ResourcePath }) => ResourcePath !== '/*')
    .map(({ HttpMethod, ResourcePath }) => {
      const path = String(ResourcePath).replaceAll('~1', '/').replace(/^\/+/, '/');
      return `${HttpMethod} ${path}`;
    })
    .sort();
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
