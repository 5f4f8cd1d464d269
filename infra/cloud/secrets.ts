// The secrets that the settings name. Each starts with a value that nobody knows, so that a secret not yet given opens nothing. None is
// deleted with its line in the settings, or with the stage: CloudFormation deletes at once and for ever, and a rotated one has no copy.
import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { OPERATORS } from '../../shared/model/secret-names.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { FunctionSpec } from '../topology.ts';

export type SecretFamily = FunctionSpec['secrets'][number];

export interface SecretsProps {
  /** Before every name. */
  readonly prefix: string;
  readonly settings: Settings;
}

export class Secrets extends Construct {
  readonly families: { readonly [family in SecretFamily]: readonly CfnSecret[] };

  constructor(scope: Construct, id: string, { prefix, settings }: SecretsProps) {
    super(scope, id);
    const made = new Map<string, CfnSecret>();
    const secret = (name: string) => {
      const known = made.get(name) ?? this.#secret(prefix, name);
      made.set(name, known);
      return known;
    };
    const { sources, targets } = settings;
    this.families = {
      sources: namesOf(Object.values(sources).flatMap((source) => [source.secret, source.credential])).map(secret),
      targets: namesOf(Object.values(targets).map((target) => target.secret)).map(secret),
      operators: [secret(OPERATORS)],
    };
  }

  #secret(prefix: string, name: string): CfnSecret {
    // A name never holds "|", so two names never make one id.
    const secret = new CfnSecret(this, name.replaceAll('/', '|'), {
      name: `${prefix}${name}`,
      // The list of operators starts empty.
      ...(name === OPERATORS
        ? { secretString: '[]' }
        : { generateSecretString: { passwordLength: 43, excludePunctuation: true } }),
    });
    // A deploy that fails takes back the ones it made, or the next try would find their names taken.
    secret.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    return secret;
  }
}

function namesOf(names: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(names.filter((name) => name !== undefined))];
}
