// Reads a policy folder: one file a part, each against its schema, together against the whole.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { Name } from '../shared/model/ids.ts';
import { Limits, Mapping, Policy, Role, Rule } from '../shared/model/policy.ts';
import { FileRefused, parseYaml } from './settings-file.ts';

/** The bundle of `roles.yaml`, `rules.yaml`, `mappings.yaml` and `limits.yaml`. Throws `FileRefused` with file and line. */
export function readPolicyFolder(folder: string): Policy {
  const part = <T>(name: string, schema: z.ZodType<T>) => {
    const file = join(folder, name);
    return parseYaml({ file, text: readFileSync(file, 'utf8') }, schema);
  };
  const policy = Policy.safeParse({
    roles: part('roles.yaml', z.record(Name, Role)),
    rules: part('rules.yaml', z.array(Rule)),
    mappings: part('mappings.yaml', z.record(Name, Mapping)),
    limits: part('limits.yaml', Limits),
  });
  if (policy.success) return policy.data;
  throw new FileRefused(
    folder,
    policy.error.issues.map(({ message }) => message),
  );
}
