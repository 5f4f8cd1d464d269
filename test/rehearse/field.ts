// What a rehearsal works on: a laptop company, what was sent to it, and the disaster that leaves targets and archive standing.
import { execFile } from 'node:child_process';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { frontdesk } from '../e2e/by-hand.ts';
import { eventually, type Occurred, type Sent, send } from '../e2e/deliveries.ts';
import { type AppUser, appUsers, type Laptop, startLaptop, warehouseRoles } from '../e2e/laptop.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

/** They belong to others, and outlive what happens to Frontdesk. `layout` says that the folder is ours. */
const OF_TARGETS = ['app', 'postgres', 'vendors', 'layout'];

export interface Field {
  readonly place: { readonly data: string; readonly port: number };
  /** Backups, and the archive of sealed heads as a bucket would keep it. */
  readonly safe: string;
  laptop: Laptop;
  /** Everything that was acknowledged after the backup was begun, to be sent again. */
  readonly since: (Occurred & { readonly id: string })[];
  /** What an auditor wrote down last. */
  last?: { readonly number: number; readonly hash: string };
}

/** Sends it and keeps in mind how; it must be acknowledged. */
export async function said(field: Field, occurred: Occurred): Promise<Sent> {
  const sent = await send(field.laptop, field.place.data, occurred);
  if (sent.status !== 202) throw new Error(`${occurred.what} of ${occurred.number} was answered ${sent.status}`);
  field.since.push({ ...occurred, id: sent.id });
  return sent;
}

/** A command of the command line, which must end with this exit code. */
export async function command(field: Field, code: number, ...words: readonly string[]): Promise<unknown> {
  const ended = await frontdesk(field.place.data, ...words);
  if (ended.code !== code)
    throw new Error(`frontdesk ${words.join(' ')} ended with ${ended.code}: ${JSON.stringify(ended.json)}`);
  return ended.json;
}

/** `npm run restore -- WORDS --json`. */
export function restoreCommand(field: Field, ...words: readonly string[]): Promise<{ code: number; out: string }> {
  const args = ['bin/run.js', 'infra/local/restore.ts', '--data', field.place.data, ...words];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: ROOT }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), out: `${stdout}${stderr}` }),
    );
  });
}

/** Nothing of Frontdesk is left but what a cloud keeps elsewhere: the sealed heads. */
export async function disaster({ place, safe, laptop }: Field): Promise<void> {
  await laptop.kill();
  cpSync(join(place.data, 'heads.jsonl'), join(safe, 'heads.jsonl'));
  for (const name of readdirSync(place.data))
    if (!OF_TARGETS.includes(name)) rmSync(join(place.data, name), { recursive: true, force: true });
}

export async function startAgain(field: Field, intakeOnly: boolean): Promise<void> {
  const ahead = field.laptop.ahead();
  field.laptop = await startLaptop({ ...field.place, ahead, intakeOnly });
}

/** Seals what there is, and a little time passes. */
export async function sealed({ laptop }: Field): Promise<void> {
  await laptop.skip(3 * 60_000);
  await laptop.run('seal');
}

/** Both targets, by user name: whether the account is open. Throws for somebody who is there twice. */
export async function accounts({ place: { data } }: Field) {
  const app = byName((await appUsers(data)).map(({ userName, active }: AppUser) => [userName, active]));
  const roles = byName((await warehouseRoles(data)).map(({ name, canLogIn }) => [name, canLogIn]));
  return { app, roles };
}

function byName(pairs: readonly (readonly [string, boolean])[]): ReadonlyMap<string, boolean> {
  const names = new Map(pairs);
  if (names.size !== pairs.length) throw new Error('somebody has two accounts at one target');
  return names;
}

/** Minutes pass with their sweeps until it holds. */
export async function until(field: Field, what: string, isSo: () => Promise<boolean>): Promise<void> {
  await eventually(
    async () => {
      if (await isSo()) return true;
      await field.laptop.skip(90_000);
      await field.laptop.run('sweep');
      return isSo();
    },
    (holds) => holds,
    60,
  ).catch(() => {
    throw new Error(`not so: ${what}`);
  });
}
