// What a policy is checked against besides itself: the settings, what targets report of use, and who is still there.
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { Known } from '../../shared/core/policy/lint/finding.ts';
import { peopleNamed } from '../../shared/core/policy/lint/people-there.ts';
import { folderAt } from '../base-policy.ts';
import { CommandFailed, clientFor, type Where } from '../client.ts';
import type { Texts } from '../policy-folder/read-text.ts';
import { FileRefused, readSettings } from '../settings-file.ts';

export interface Besides extends Where {
  readonly settings?: string;
  readonly usage?: string;
  readonly people?: string;
  /** A git revision of the folder. */
  readonly base?: string;
}

const Use = z.strictObject({ used: z.int().min(0), total: z.int().min(0) }).refine(({ used, total }) => used <= total, {
  error: 'more people use it than hold it: "used" is larger than "total"',
});
const Usage = z.record(z.string(), z.record(z.string(), Use));
const People = z.record(z.string(), z.string());

/** Throws `CommandFailed` where a file that was named cannot be used, or a Frontdesk that was named does not answer. */
export async function knownBesides(
  folder: string,
  policy: Known['policy'],
  { settings, usage, people, base, ...where }: Besides,
): Promise<Omit<Known, 'policy' | 'today'> & { readonly textsBefore?: Texts }> {
  const before = base === undefined ? undefined : policyAt(base, folder);
  const statuses = people === undefined ? await askedPeople(policy, where) : jsonOf(people, People);
  return {
    ...(settings !== undefined && { settings: settingsOf(settings) }),
    ...(before && { base: before.written.policy, textsBefore: before.texts }),
    ...(usage !== undefined && { usage: jsonOf(usage, Usage) }),
    ...(statuses && { people: (person: string) => (Object.hasOwn(statuses, person) ? statuses[person] : undefined) }),
  };
}

function policyAt(base: string, folder: string): NonNullable<ReturnType<typeof folderAt>> {
  const found = folderAt(base, folder);
  if (found) return found;
  throw new CommandFailed(`--base: "${base}" is no git revision of ${folder}`);
}

/** What the settings say about names; what the environment fills in is none of it. */
function settingsOf(file: string): Known['settings'] {
  const values = new Proxy({}, { get: (_, name) => `\${${String(name)}}` });
  const { sources, targets, protected: names } = settingsAt(file, values);
  return {
    owned: [...new Set(Object.values(sources).flatMap(({ owns }) => owns))],
    targets: Object.keys(targets),
    targetsWithProtected: Object.keys(names).filter((target) => names[target]?.length),
  };
}

function settingsAt(file: string, values: Parameters<typeof readSettings>[1]): ReturnType<typeof readSettings> {
  try {
    return readSettings(file, values);
  } catch (error) {
    if (error instanceof FileRefused) throw new CommandFailed(error.message);
    throw error;
  }
}

/** The status of everybody whom the policy names, where a running Frontdesk is named by its address. */
async function askedPeople(policy: Known['policy'], where: Where) {
  if (where.url === undefined) return undefined;
  const client = clientFor(where);
  const found: { [person: string]: string } = {};
  for (const person of peopleNamed(policy)) {
    const report = await client.get(`person/${encodeURIComponent(person)}`).catch((error: unknown) => {
      if (error instanceof CommandFailed && error.status === 404) return undefined;
      throw error;
    });
    const { success, data } = z.object({ status: z.string() }).safeParse(report);
    if (success) found[person] = data.status;
  }
  return found;
}

function jsonOf<T>(file: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(parsedJson(file));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CommandFailed(`${file} cannot be used: ${issue?.path.join('.') || 'the file'}: ${issue?.message}`);
}

function parsedJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new CommandFailed(`${file} cannot be read as JSON`);
  }
}
