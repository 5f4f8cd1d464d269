// The page for those who come from Terraform or Okta, walked: its files are written, its commands run in their order against a laptop.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aPlace, forgetPlace, type Laptop, startLaptop } from './laptop.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const PAGE = readFileSync(join(ROOT, 'docs/migrate-to-policy.md'), 'utf8');
const place = aPlace();
const folder = mkdtempSync(join(tmpdir(), 'frontdesk-migrate-'));
let laptop: Laptop;

function blocks(language: string): readonly string[] {
  return [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, text = '']) => text);
}

/** Each command of the page with the lines that it says come of it. */
function walk(): readonly { readonly words: readonly string[]; readonly lines: readonly string[] }[] {
  const parts = blocks('console').join('').split(/^\$ /m).slice(1);
  return parts.map((part) => {
    const [command = '', ...lines] = part.trim().split('\n');
    return { words: command.split(' '), lines };
  });
}

function run(words: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
  const program = [join(ROOT, 'bin/frontdesk.js'), '--data', place.data, ...words];
  const options = { cwd: folder, env: { ...process.env, NO_COLOR: '1' } };
  return new Promise((resolve) => {
    execFile(process.execPath, program, options, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, said: out + err }),
    );
  });
}

beforeAll(async () => {
  mkdirSync(join(folder, 'migrated/tests'), { recursive: true });
  for (const text of blocks('yaml')) writeFileSync(join(folder, 'migrated', /^# (\S+)\n/.exec(text)?.[1] ?? ''), text);
  writeFileSync(join(folder, 'people.csv'), blocks('csv')[0] ?? '');
  cpSync(join(ROOT, 'frontdesk.yaml'), join(folder, 'frontdesk.yaml'));
  laptop = await startLaptop(place);
});
afterAll(async () => {
  await laptop?.stop();
  await forgetPlace(place.data);
  rmSync(folder, { recursive: true });
});

it('ends each of its commands with 0, and with the lines that it says', async () => {
  const commands = walk();
  expect(commands.map(({ words: [, , what] }) => what)).toEqual([
    ...['policy', 'policy', 'policy', 'import', 'who', 'explain', 'plan'],
  ]);
  for (const { words, lines } of commands) {
    const { code, said } = await run(words.slice(2));
    expect([words.join(' '), code, said]).toEqual([words.join(' '), 0, said]);
    for (const line of lines) expect(said, words.join(' ')).toContain(line);
  }
});

it('has each of its groups hold whom its list says', async () => {
  const [, ...rows] = (blocks('csv')[1] ?? '').trim().split('\n');
  const groups = Map.groupBy(rows, (row) => row.split(',').slice(0, 2).join(' '));
  for (const [group, members] of groups) {
    const [target = '', name = ''] = group.split(' ');
    const { people } = JSON.parse((await run(['who', name, '--target', target, '--json'])).said);
    const said = members.map((row) => row.split(',')[2]);
    expect((people as readonly { person: string }[]).map(({ person }) => person)).toEqual(said);
  }
});
