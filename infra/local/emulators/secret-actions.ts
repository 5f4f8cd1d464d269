// The actions of Secrets Manager that Frontdesk and its operators use (AWS Secrets Manager API Reference).
import { randomBytes, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsFault } from './aws-json-server.ts';
import type { SecretFile, StoredSecret } from './secret-file.ts';
import { findVersion, withStage, withVersion } from './secret-versions.ts';

export interface SecretParts {
  readonly file: SecretFile;
  readonly canRotate: boolean;
  readonly beginRotation: (secret: StoredSecret, token: string) => void;
}

const Tags = z.array(z.object({ Key: z.string().min(1), Value: z.string() }));
export const SecretInput = z.object({
  Name: z
    .string()
    .regex(/^[\w/+=.@-]{1,512}$/)
    .optional(),
  SecretId: z.string().min(1).optional(),
  SecretString: z.string().min(1).max(65_536).optional(),
  Description: z.string().optional(),
  ClientRequestToken: z.string().min(32).max(64).optional(),
  VersionId: z.string().optional(),
  VersionStage: z.string().optional(),
  VersionStages: z.array(z.string()).min(1).optional(),
  RemoveFromVersionId: z.string().optional(),
  MoveToVersionId: z.string().optional(),
  RecoveryWindowInDays: z.number().int().min(7).max(30).default(30),
  ForceDeleteWithoutRecovery: z.boolean().default(false),
  RotationLambdaARN: z.string().optional(),
  RotateImmediately: z.boolean().default(true),
  Tags: Tags.optional(),
  TagKeys: z.array(z.string()).optional(),
});
type Input = z.infer<typeof SecretInput>;
type Action = (parts: SecretParts, input: Input, now: number) => unknown;

/** The actions that read or change secrets, by name. */
export const secretActions: { readonly [name: string]: Action } = {
  CreateSecret: ({ file }, input, now) => {
    const { Name: name = required('Name') } = input;
    if (file.all().some((secret) => secret.name === name))
      throw new AwsFault('ResourceExistsException', `The operation failed because the secret ${name} already exists.`);
    const arn = `arn:aws:secretsmanager:us-east-1:000000000000:secret:${name}-${randomBytes(3).toString('hex')}`;
    const fresh: StoredSecret = {
      name,
      arn,
      description: input.Description ?? '',
      createdAt: now,
      changedAt: now,
      tags: tagsOf(input),
      versions: {},
    };
    return putVersion(file, fresh, { input, now });
  },
  GetSecretValue: ({ file }, input) => {
    const secret = alive(file, input);
    const { id, version } = findVersion(secret, input.VersionStage ?? 'AWSCURRENT', input.VersionId);
    return {
      ...named(secret),
      VersionId: id,
      SecretString: version.value,
      VersionStages: version.stages,
      CreatedDate: version.createdAt / 1000,
    };
  },
  PutSecretValue: ({ file }, input, now) => {
    if (input.SecretString === undefined) required('SecretString');
    return putVersion(file, alive(file, input), { input, now });
  },
  UpdateSecret: ({ file }, input, now) => {
    const secret = alive(file, input);
    const described =
      input.Description === undefined ? secret : { ...secret, description: input.Description, changedAt: now };
    return putVersion(file, described, { input: { ...input, VersionStages: ['AWSCURRENT'] }, now });
  },
  UpdateSecretVersionStage: ({ file }, input, now) => {
    const { VersionStage: stage = required('VersionStage'), RemoveFromVersionId: from, MoveToVersionId: to } = input;
    return saved(file, withStage(alive(file, input), { stage, from, to, now }));
  },
  DescribeSecret: ({ file }, input) => describe(findSecret(file, input)),
  ListSecrets: ({ file }) => ({
    SecretList: file
      .all()
      .filter((secret) => !secret.deletedAt)
      .map(describe),
  }),
  ListSecretVersionIds: ({ file }, input) => {
    const secret = findSecret(file, input);
    const staged = Object.entries(secret.versions).filter(([, version]) => version.stages.length > 0);
    const Versions = staged.map(([id, version]) => ({
      VersionId: id,
      VersionStages: version.stages,
      CreatedDate: version.createdAt / 1000,
    }));
    return { ...named(secret), Versions };
  },
  DeleteSecret: ({ file }, input, now) => {
    const secret = findSecret(file, input);
    if (input.ForceDeleteWithoutRecovery) file.save(secret.name, undefined);
    else file.save(secret.name, { ...secret, deletedAt: now + input.RecoveryWindowInDays * 86_400_000 });
    return { ...named(secret), DeletionDate: now / 1000 };
  },
  RestoreSecret: ({ file }, input) => {
    const { deletedAt, ...secret } = findSecret(file, input);
    return saved(file, secret);
  },
  TagResource: ({ file }, input) => {
    const secret = alive(file, input);
    return saved(file, { ...secret, tags: { ...secret.tags, ...tagsOf(input) } });
  },
  UntagResource: ({ file }, input) => {
    const secret = alive(file, input);
    const left = Object.entries(secret.tags).filter(([key]) => !input.TagKeys?.includes(key));
    return saved(file, { ...secret, tags: Object.fromEntries(left) });
  },
  RotateSecret: (parts, input, now) => {
    const secret = alive(parts.file, input);
    const lambda = input.RotationLambdaARN ?? secret.rotationLambda;
    if (!lambda || !parts.canRotate)
      throw new AwsFault('InvalidRequestException', 'No rotation function is associated with this secret.');
    const token = secret.rotating ?? input.ClientRequestToken ?? randomUUID();
    const rotating: StoredSecret = { ...secret, rotationLambda: lambda, changedAt: now, rotating: token };
    parts.file.save(secret.name, rotating);
    if (input.RotateImmediately) parts.beginRotation(rotating, token);
    return { ...named(secret), VersionId: token };
  },
};

function required(name: string): never {
  throw new AwsFault('InvalidParameterException', `You must provide a value for ${name}.`);
}

/** The secret that the request names, also one that is scheduled for deletion. */
export function findSecret(file: SecretFile, input: Pick<Input, 'SecretId'>): StoredSecret {
  const id = input.SecretId ?? required('SecretId');
  const secret = file.all().find((one) => one.name === id || one.arn === id);
  if (!secret || (secret.deletedAt && secret.deletedAt < Date.now()))
    throw new AwsFault('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  return secret;
}

function alive(file: SecretFile, input: Input): StoredSecret {
  const secret = findSecret(file, input);
  if (secret.deletedAt)
    throw new AwsFault(
      'InvalidRequestException',
      'You can’t perform this operation on the secret because it was marked for deletion.',
    );
  return secret;
}

function named(secret: StoredSecret) {
  return { ARN: secret.arn, Name: secret.name };
}

function saved(file: SecretFile, secret: StoredSecret) {
  file.save(secret.name, secret);
  return named(secret);
}

function putVersion(file: SecretFile, secret: StoredSecret, put: { readonly input: Input; readonly now: number }) {
  const { input, now } = put;
  if (input.SecretString === undefined) return saved(file, secret);
  const id = input.ClientRequestToken ?? randomUUID();
  const stages = input.VersionStages ?? ['AWSCURRENT'];
  file.save(secret.name, withVersion(secret, { id, value: input.SecretString, stages, now }));
  return { ...named(secret), VersionId: id, VersionStages: stages };
}

function describe(secret: StoredSecret) {
  const stages = Object.entries(secret.versions).filter(([, version]) => version.stages.length > 0);
  return {
    ...named(secret),
    Description: secret.description,
    CreatedDate: secret.createdAt / 1000,
    LastChangedDate: secret.changedAt / 1000,
    ...(secret.rotatedAt ? { LastRotatedDate: secret.rotatedAt / 1000 } : {}),
    ...(secret.deletedAt ? { DeletedDate: secret.deletedAt / 1000 } : {}),
    RotationEnabled: secret.rotationLambda !== undefined,
    ...(secret.rotationLambda ? { RotationLambdaARN: secret.rotationLambda } : {}),
    Tags: Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value })),
    VersionIdsToStages: Object.fromEntries(stages.map(([id, version]) => [id, version.stages])),
  };
}

function tagsOf(input: Input): { readonly [key: string]: string } {
  return Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
}
