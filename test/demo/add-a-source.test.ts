// The source that docs/add-a-source.md shows is held to the laws, as it stands on the page.
import { createHmac } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Source } from '../../shared/ports/source.ts';
import { sourceLaws } from '../sources/laws.ts';
import { notHere, type SourceWorld } from '../sources/world.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** The first block of TypeScript of the page, with its imports pointing to where its folder would be. */
function codeOfThePage(): string {
  const page = readFileSync(join(ROOT, 'docs/add-a-source.md'), 'utf8');
  const code = /```ts\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  return code.replaceAll(/from '(\.\.[^']*)'/g, (_, path: string) => {
    return `from '${join(ROOT, 'shared/sources/acme', path)}'`;
  });
}

async function sourceOfThePage(): Promise<Source> {
  const folder = join(ROOT, '.cache/docs');
  const file = join(folder, 'acme.ts');
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, codeOfThePage());
  return ((await import(pathToFileURL(file).href)) as { acme: Source }).acme;
}

const secret = (letter: string) => ({ sign: letter.repeat(32), hold: letter.repeat(32) });
const said = { at: '2026-11-21T09:00:00Z', person: '4711', day: '2026-11-21' };

const world: SourceWorld = {
  source: await sourceOfThePage(),
  config: {},
  secrets: { live: secret('a'), next: secret('b'), foreign: secret('c') },
  deliver(body, { secret: key, now }) {
    const seconds = String(now / 1000);
    const signature = createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex');
    const headers = { 'content-type': 'application/json', 'acme-timestamp': seconds, 'acme-signature': signature };
    return { method: 'POST', headers, body: Buffer.from(body) };
  },
  signedHeaders: ['acme-timestamp', 'acme-signature'],
  exactHeaders: ['acme-timestamp', 'acme-signature'],
  signsBody: true,
  signsTime: true,
  compares: true,
  one: JSON.stringify({ id: 'e1', what: 'joined', ...said, attributes: { title: 'Cook' } }, undefined, 2),
  unknown: JSON.stringify({ id: 'e2', what: 'birthday', ...said }),
  batch: notHere('one event a delivery'),
  subject: '4711',
  brings: 'facts',
  api: notHere('events bring the facts along'),
};

sourceLaws('the example of the page', world);
