// Secrets Manager for the laptop: values sealed on disk, stages, and rotation in AWS's four steps.
import type * as z from 'zod';
import { AwsFault, type Emulator, serveAwsJson } from './aws-json-server.ts';
import { RandomPassword, randomPassword } from './random-password.ts';
import { findSecret, SecretInput, type SecretParts, secretActions } from './secret-actions.ts';
import { openSecretFile, type SecretFile, type StoredSecret } from './secret-file.ts';

/** What a rotation function gets, step by step (AWS Secrets Manager, "Rotation function"). */
export interface RotationEvent {
  readonly Step: 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret';
  readonly SecretId: string;
  readonly ClientRequestToken: string;
}

export interface SecretsOptions {
  readonly dataDir: string;
  readonly port?: number;
  /** Called for each step of a rotation; without it RotateSecret is refused. */
  readonly rotate?: (event: RotationEvent) => Promise<void>;
  /** Called after every change. */
  readonly changed?: () => void;
}

interface RotationParts {
  readonly file: SecretFile;
  readonly rotate: (event: RotationEvent) => Promise<void>;
}

/** Starts on what `dataDir` holds, and goes on with rotations that were interrupted. */
export async function startSecrets(options: SecretsOptions): Promise<Emulator> {
  const { rotate } = options;
  const opened = openSecretFile(options.dataDir);
  const file: SecretFile = {
    all: opened.all,
    save(name, secret) {
      opened.save(name, secret);
      options.changed?.();
    },
  };
  const beginRotation = (secret: StoredSecret, token: string) => {
    if (rotate) void runRotation({ file, rotate }, secret, token);
  };
  const parts: SecretParts = { file, canRotate: rotate !== undefined, beginRotation };
  const server = await serveAwsJson({
    ...(options.port === undefined ? {} : { port: options.port }),
    contentType: 'application/x-amz-json-1.1',
    answer: async (action, body) => answer(parts, action, body),
  });
  for (const secret of file.all()) if (secret.rotating) beginRotation(secret, secret.rotating);
  return server;
}

function answer(parts: SecretParts, action: string, body: unknown): unknown {
  if (action === 'GetRandomPassword') return { RandomPassword: randomPassword(parsed(RandomPassword, body)) };
  const run = secretActions[action];
  if (!run) throw new AwsFault('InvalidAction', `${action} is not emulated`);
  return run(parts, parsed(SecretInput, body), Date.now());
}

function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (!result.success) throw new AwsFault('InvalidParameterException', describeFaults(result.error));
  return result.data;
}

/** Paths and reasons, never the values. */
function describeFaults(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
}

/** A step that fails ends the round; the next RotateSecret, or the next start, tries again with the same token. */
async function runRotation(parts: RotationParts, secret: StoredSecret, token: string): Promise<void> {
  try {
    for (const Step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const)
      await parts.rotate({ Step, SecretId: secret.arn, ClientRequestToken: token });
    const { rotating, ...done } = findSecret(parts.file, { SecretId: secret.arn });
    parts.file.save(secret.name, { ...done, rotatedAt: Date.now() });
  } catch {
    // Stays `rotating`: DescribeSecret shows the pending version, as on AWS.
  }
}
