// References of a template in the topology's words: what CDK made an id of becomes a name again.
import type { Resource } from './synthesized.ts';

export type ById = ReadonlyMap<string, Resource>;

/** The resource that an intrinsic function speaks of; the first one in a text put together. */
export function idIn(value: unknown): string {
  const found = /"(?:Ref|Fn::GetAtt)":\[?"(?!AWS::)(\w+)"/.exec(JSON.stringify(value ?? ''));
  return found?.[1] ?? '';
}

/** A part as `permissionsOf` names it; a function or a workflow by its name alone. */
export function nameIn(byId: ById, value: unknown): string {
  if (value === '*') return '*';
  const workflow = /:stateMachine:frontdesk-try-([a-z-]+)"/.exec(JSON.stringify(value ?? ''))?.[1];
  if (workflow !== undefined) return `workflow ${workflow}`;
  const resource = byId.get(idIn(value));
  if (!resource) return JSON.stringify(value);
  const { id, type, properties } = resource;
  const text = JSON.stringify(value);
  switch (type) {
    case 'AWS::DynamoDB::Table': {
      const index = /\/index\/(\w+)/.exec(text)?.[1];
      return index ? `index ${index}` : `table ${tableOf(id)}`;
    }
    case 'AWS::SQS::Queue':
      return `queue ${queueOf(id)}`;
    case 'AWS::SecretsManager::Secret':
      return `secrets ${/frontdesk\/(\w+)/.exec(String(properties.Name))?.[1]}`;
    case 'AWS::KMS::Key':
      return properties.KeySpec ? 'signing key' : 'master key';
    case 'AWS::S3::Bucket':
      return text.includes('heads/*') ? 'heads' : 'heads bucket';
    case 'AWS::Logs::LogGroup':
      return 'its log';
    case 'AWS::Lambda::Function':
      return String(properties.FunctionName).replace('frontdesk-try-', '');
    case 'AWS::StepFunctions::StateMachine':
      return String(properties.StateMachineName).replace('frontdesk-try-', '');
    default:
      return id;
  }
}

export function tableOf(id: string): string {
  return /Table(\w+?)[0-9A-F]{8}$/.exec(id)?.[1] ?? id;
}

/** CDK takes hyphens out of ids. */
export function queueOf(id: string): string {
  const name = /^Queues(\w+?)[0-9A-F]{8}$/.exec(id)?.[1] ?? id;
  return name.replace(/(events|apply)urgent/, '$1-urgent').replace(/dead$/, '-dead');
}
