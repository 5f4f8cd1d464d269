// Reads a policy folder: one file a part, each against its schema, together against the whole.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';
import type { Origin } from '../shared/model/policy/origin.ts';
import { PARTS } from '../shared/model/policy/parts.ts';
import { Policy } from '../shared/model/policy/policy.ts';
import { FileRefused, parseYaml } from './settings-file.ts';

export interface WrittenFolder {
  readonly policy: Policy;
  readonly origin: Origin;
}

/** The bundle of `roles.yaml`, `rules.yaml`, `mappings.yaml` and `limits.yaml`. Throws `FileRefused` with file and line. */
export function readPolicyFolder(folder: string): WrittenFolder {
  const part = <T>(name: string, schema: z.ZodType<T>) => {
    const file = join(folder, name);
    return parseYaml({ file, text: readFileSync(file, 'utf8') }, schema);
  };
  const policy = Policy.safeParse({
    roles: part('roles.yaml', PARTS.roles),
    rules: part('rules.yaml', PARTS.rules),
    mappings: part('mappings.yaml', PARTS.mappings),
    limits: part('limits.yaml', PARTS.limits),
  });
  if (policy.success) return { policy: policy.data, origin: { places: {} } };
  throw new FileRefused(
    folder,
    policy.error.issues.map(({ message }) => message),
  );
}
