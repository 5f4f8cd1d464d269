// What the environment tells a function, parsed once: the settings, the names of tables and queues.
import * as z from 'zod';
import { Settings } from './model/settings.ts';

const settings = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' });
    return z.NEVER;
  }
});

const Environment = z.object({
  /** frontdesk.yaml as JSON. */
  FRONTDESK_SETTINGS: settings.pipe(Settings),
  FRONTDESK_TABLE_STATE: z.string().min(1),
  FRONTDESK_TABLE_AUDIT: z.string().min(1),
  FRONTDESK_TABLE_KEYS: z.string().min(1),
  FRONTDESK_QUEUE_EVENTS: z.url(),
  FRONTDESK_QUEUE_EVENTS_URGENT: z.url(),
  FRONTDESK_QUEUE_APPLY: z.url(),
  FRONTDESK_QUEUE_APPLY_URGENT: z.url(),
  FRONTDESK_QUEUE_PUMP: z.url(),
  FRONTDESK_QUEUE_VERIFY: z.url(),
  /** ARN of the state machine; only functions that may start it have it. */
  FRONTDESK_WORKFLOW_DAILY: z.string().min(1).optional(),
  /** Before every secret's name: stages of one account keep theirs apart. */
  FRONTDESK_SECRETS_PREFIX: z.string().default(''),
  /** `none` for a function that calls no target: it neither loads nor connects one. */
  FRONTDESK_TARGETS: z.enum(['all', 'none']).default('all'),
  /** In the cloud: KMS keys, and the bucket of sealed heads. A function is told of what it may use only. */
  FRONTDESK_MASTER_KEY: z.string().optional(),
  FRONTDESK_SIGNING_KEYS: z
    .string()
    .transform((text) => text.split(','))
    .optional(),
  FRONTDESK_ARCHIVE_BUCKET: z.string().optional(),
});
export type Environment = z.infer<typeof Environment>;

/** What is missing or wrong, without a value of it. */
export class EnvironmentRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EnvironmentRefused';
  }
}

/** Throws `EnvironmentRefused` with one sentence for each variable that is missing or wrong. */
export function readEnvironment(variables: { readonly [name: string]: string | undefined }): Environment {
  const parsed = Environment.safeParse(variables);
  if (parsed.success) return parsed.data;
  throw new EnvironmentRefused(
    parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
  );
}
