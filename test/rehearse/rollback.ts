// An update and the way back, with work in flight: the build before runs on the data of this one, and this one on what that left.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededPerson } from '../../infra/local/people-seed.ts';
import { auditCheck } from '../../operator/audit-check.ts';
import { startLaptop } from '../e2e/laptop.ts';
import { accounts, type Field, said, sealed, until } from './field.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

/** The build before backups and resumed logs; it writes the same layout. */
export const BUILD_BEFORE = 'bf0acdd';

export interface Build {
  readonly root: string;
  remove(): void;
}

/** The files of a commit beside the packages of today. Undefined where this clone does not know the commit. */
export function buildOf(commit: string): Build | undefined {
  const root = mkdtempSync(join(tmpdir(), 'frontdesk-build-'));
  const remove = () => rmSync(root, { recursive: true, force: true });
  try {
    const files = execFileSync('git', ['archive', commit], {
      cwd: ROOT,
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    execFileSync('tar', ['-x', '-C', root], { input: files });
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
    return { root, remove };
  } catch {
    remove();
    return undefined;
  }
}

/** Twice over: hires are acknowledged, the process is killed with their work in flight, and the other build goes on. Tells what it saw. */
export async function backAndForth(field: Field, before: Build): Promise<string> {
  const hired: number[] = [];
  for (const root of [before.root, undefined, before.root, undefined]) {
    const next = Array.from({ length: 6 }, (_, at) => hired.length + 1 + at);
    await Promise.all(next.map((number) => said(field, { what: 'hire', number })));
    hired.push(...next);
    await field.laptop.kill();
    // Claims of the dead end, and what they held is taken up again.
    const ahead = field.laptop.ahead() + 3 * 60_000;
    if (root !== undefined) withoutReaders(join(field.place.data, 'operators.json'));
    field.laptop = await startLaptop({ ...field.place, ahead, ...(root !== undefined && { root }) });
    const names = hired.map((number) => seededPerson(7, number).userName ?? '');
    await until(field, 'everybody has one account at both targets', async () => {
      const { app, roles } = await accounts(field);
      return names.every((name) => app.get(name) === true && roles.get(name) === true);
    });
    await sealed(field);
  }
  return `${hired.length} people, one account each at both targets; ${await checkedLog(field)}`;
}

/** As CHANGELOG.md says of the way back: the build before does not know tokens that only read. */
function withoutReaders(file: string): void {
  const tokens = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as { [name: string]: unknown });
  const commanding = tokens.filter(([, token]) => typeof token === 'string');
  writeFileSync(file, JSON.stringify(Object.fromEntries(commanding)), { mode: 0o600 });
}

async function checkedLog({ laptop }: Field): Promise<string> {
  const { text } = await laptop.operator('GET', 'audit');
  const { keys } = JSON.parse(text.slice(0, text.indexOf('\n'))) as { keys: { publicKey: string }[] };
  const file = (async function* () {
    yield Buffer.from(text);
  })();
  const verdict = await auditCheck({ file, publicKeys: keys.map(({ publicKey }) => publicKey) });
  if (!verdict.ok) throw new Error(`the log is not whole: ${JSON.stringify(verdict)}`);
  return `${verdict.rows} rows under ${verdict.heads} heads check`;
}
