// A seeded bug: a patch of the product with a header that says what it breaks and where its violation shows.
import { readdir, readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import * as z from 'zod';
import { mixNames } from './mixes.ts';

/** No bug may need more histories than this. */
const MOST = 5_000;

const Header = z.object({
  breaks: z.string(),
  mix: z.string().refine((name) => mixNames.includes(name), `must be one of ${mixNames.join(', ')}`),
  seed: z.coerce.number().int().positive(),
  histories: z.coerce.number().int().positive().max(MOST).default(MOST),
});

/** The header (`breaks` is the rule that the bug breaks), the patch's name, its text, and the files that it changes. */
export interface SeededBug extends z.infer<typeof Header> {
  readonly name: string;
  readonly text: string;
  readonly files: readonly string[];
}

/** All `*.patch` of a folder, by name. Throws in one sentence for a header or a diff that is not as it must be. */
export async function readBugs(folder: string): Promise<readonly SeededBug[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.patch')).sort();
  return Promise.all(
    files.map(async (file) => readBug(basename(file, '.patch'), await readFile(resolve(folder, file), 'utf8'))),
  );
}

function readBug(name: string, text: string): SeededBug {
  const [head = ''] = text.split(/^(?:diff --git|--- )/m, 1);
  const lines = head.split('\n').flatMap((line) => {
    const [, field, value] = /^([A-Z][a-z]+): *(.+)$/.exec(line) ?? [];
    return field === undefined || value === undefined ? [] : [[field.toLowerCase(), value.trim()] as const];
  });
  const header = Header.safeParse(Object.fromEntries(lines));
  if (!header.success) throw new Error(`${name}.patch: ${z.prettifyError(header.error).replaceAll(/\s+/g, ' ')}`);
  const files = [...text.matchAll(/^\+\+\+ b\/(\S+)/gm)].map(([, file = '']) => file);
  const strange = files.find((file) => !file.startsWith('shared/') || file.includes('..'));
  if (strange) throw new Error(`${name}.patch changes ${strange}: a bug is seeded in shared/ only`);
  return { ...header.data, name, text, files };
}
