// An older Node to try the launchers with: the machine's own, where it is one, else one from the registry.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { oldMachine } from './old-machine.ts';

/** The path of a Node that is too old for us; `folder` takes what has to be fetched. */
export async function olderNode(folder: string): Promise<string> {
  const places = (process.env.PATH ?? '').split(delimiter).filter((place) => !place.includes('node_modules'));
  const found = places.map((place) => join(place, 'node')).find((node) => existsSync(node) && isOlder(node));
  if (found) return resolve(found);
  const { env } = await oldMachine(folder, { node: '20', npm: '10' });
  return join((env.PATH ?? '').split(delimiter)[0] ?? '', 'node');
}

function isOlder(node: string): boolean {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' });
  return Number.parseInt(version.slice(1), 10) < 24;
}
