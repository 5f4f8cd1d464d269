// One role a function: its own log, and the actions it uses on the things it uses.
import { Effect, ManagedPolicy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type Permission, permissionsOf, type Thing } from '../permissions.ts';
import type { FunctionSpec, Topology } from '../topology.ts';
import type { Queues } from './queues.ts';
import type { Secrets } from './secrets.ts';
import type { Storage } from './storage.ts';
import { machineArn } from './workflow.ts';

/** Everything that a function may be given a part in. */
export interface Parts {
  readonly topology: Topology;
  readonly storage: Storage;
  readonly queues: Queues;
  readonly secrets: Secrets;
}

export class FunctionRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, { spec, parts, log }: { spec: FunctionSpec; parts: Parts; log: LogGroup }) {
    super(scope, id);
    const permissions = permissionsOf(spec, parts.topology);
    const isOfSecret = ({ thing }: Permission) => thing.startsWith('secrets ');
    const statements = permissions
      .filter((permission) => !isOfSecret(permission))
      .map(({ thing, actions }) => {
        return allow(actions, arnsOf(parts, thing));
      });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Frontdesk: ${spec.name}`,
      inlinePolicies: {
        log: new PolicyDocument({
          statements: [allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [log.logGroupArn])],
        }),
        work: new PolicyDocument({ statements }),
      },
    });
    this.#allowSecrets(permissions.filter(isOfSecret), parts);
  }

  /** Secrets are as many as the settings name, and IAM takes no policy of any length: so many to each policy of the role. */
  #allowSecrets(permissions: readonly Permission[], parts: Parts): void {
    const statements = [...Map.groupBy(permissions, ({ actions }) => actions.join()).values()].flatMap((alike) => {
      const arns = [...new Set(alike.flatMap(({ thing }) => arnsOf(parts, thing)))];
      return chunksOf(arns).map((some) => allow(alike[0]?.actions ?? [], some));
    });
    for (const [at, statement] of statements.entries())
      new ManagedPolicy(this, `Secrets${at + 1}`, { roles: [this.role], statements: [statement] });
  }
}

/** A policy of its own has 6,144 characters, an ARN of a secret 100 or so; a role takes ten of them (IAM quotas). */
const SECRETS_EACH = 40;

function chunksOf(arns: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(arns.length / SECRETS_EACH) }, (_, at) =>
    arns.slice(at * SECRETS_EACH, (at + 1) * SECRETS_EACH),
  );
}

function allow(actions: readonly string[], resources: readonly string[]): PolicyStatement {
  return new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] });
}

/** `table state` and the like, as ARNs; none for a family of secrets of which the settings name none. */
function arnsOf({ storage, queues, secrets, topology }: Parts, thing: Thing): readonly string[] {
  const [kind, name = ''] = thing.split(' ');
  switch (kind) {
    case 'table':
      return [storage.tables[name as keyof Storage['tables']].tableArn];
    case 'index': {
      const table = topology.tables.find(({ indexes }) => indexes.some((index) => index === name));
      return table ? [`${storage.tables[table.name].tableArn}/index/${name}`] : [];
    }
    case 'queue':
      return [queues.pairs[name as keyof Queues['pairs']].live.queueArn];
    case 'secrets':
      return secrets.families[name as keyof Secrets['families']].map(({ ref }) => ref);
    case 'master':
      return [storage.masterKey.keyArn];
    case 'signing':
      return storage.signingKeys.map(({ keyArn }) => keyArn);
    case 'workflow':
      return [machineArn(storage, name)];
    default:
      return [name === 'bucket' ? storage.heads.bucketArn : storage.heads.arnForObjects('heads/*')];
  }
}
