// A seeded bug: a patch of the product with a header that says what it breaks and where its violation shows.
import { readdir, readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import * as z from 'zod';
import { mixNames } from './mixes.ts';

/** No bug may need more histories than this. */
const MOST = 5_000;

const Header = z.object({
  breaks: z.string().default('not said'),
  mix: z
    .string()
    .refine((name) => mixNames.includes(name), `must be one of ${mixNames.join(', ')}`)
    .default('all'),
  seed: z.coerce.number().int().positive().default(1),
  histories: z.coerce.number().int().positive().max(MOST).default(MOST),
});

/** The header (`breaks` is the rule that the bug breaks), the patch's name, its text, and the files that it changes. */
export interface SeededBug extends z.infer<typeof Header> {
  readonly name: string;
  readonly text: string;
  readonly files: readonly string[];
}

/** A patch that is none, and why. */
export interface BrokenPatch {
  readonly name: string;
  readonly problem: string;
}

/** All `*.patch` of a folder, by name; a plain diff is a bug of mix `all` and seed 1. Throws in one sentence where there is no such folder. */
export async function readBugs(folder: string): Promise<readonly (SeededBug | BrokenPatch)[]> {
  const all = await readdir(folder).catch(() => {
    throw new Error(`${folder} is no folder that can be read; name one with *.patch files in it`);
  });
  const files = all.filter((file) => file.endsWith('.patch')).sort();
  if (files.length === 0) throw new Error(`there is no *.patch file in ${folder}`);
  return Promise.all(
    files.map(async (file) => readBug(basename(file, '.patch'), await readFile(resolve(folder, file), 'utf8'))),
  );
}

function readBug(name: string, text: string): SeededBug | BrokenPatch {
  const [head = ''] = text.split(/^(?:diff --git|--- )/m, 1);
  const lines = head.split('\n').flatMap((line) => {
    const [, field, value] = /^([A-Z][a-z]+): *(.+)$/.exec(line) ?? [];
    return field === undefined || value === undefined ? [] : [[field.toLowerCase(), value.trim()] as const];
  });
  const header = Header.safeParse(Object.fromEntries(lines));
  if (!header.success) return { name, problem: `its header: ${z.prettifyError(header.error).replaceAll(/\s+/g, ' ')}` };
  const files = [...text.matchAll(/^\+\+\+ b\/(\S+)/gm)].map(([, file = '']) => file);
  const strange = files.find((file) => !file.startsWith('shared/') || file.includes('..'));
  if (strange) return { name, problem: `it changes ${strange}, and a bug is seeded in shared/ only` };
  if (files.length === 0) return { name, problem: 'it is no diff: make one with git diff -U1 shared' };
  return { ...header.data, name, text, files };
}
