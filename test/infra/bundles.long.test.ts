// What is deployed for each function: it starts in a process of its own, loads little, and holds nothing that it may not use.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bundleFunctions } from '../../infra/cloud/bundles.ts';
import { knowsTargets, topology } from '../../infra/topology.ts';
import { adapterNames } from '../../shared/adapters/index.ts';
import { imported } from './imported.ts';
import { ROOT } from './synthesized.ts';

const into = mkdtempSync(join(tmpdir(), 'frontdesk-bundles-'));
bundleFunctions({ root: ROOT, into, functions: topology.functions, beside: { 'settings.json': '{}' } });
afterAll(() => rmSync(into, { recursive: true, force: true }));

const filesOf = (name: string) => readdirSync(join(into, name)).map((file) => join(into, name, file));

const importedOf = (name: string) => imported(join(into, name, 'index.js'));

describe.each(topology.functions.map(({ name }) => name))('%s', (name) => {
  it('is a handler in a process of its own, away from the repository', () => {
    expect(importedOf(name).handler).toBe('function');
  });
});

/** The goal is 450 KB. Most of it is the three clients of the SDK with their core (190 KB), zod (100), logs, metrics and traces (42). */
const MEASURED = 438_000;

it('the door for webhooks loads no more before its first request than it did', () => {
  const { bytes } = importedOf('webhook');
  const shipped = filesOf('webhook').reduce((sum, file) => sum + statSync(file).size, 0);
  console.info(`webhook: ${bytes} bytes are loaded at the start, ${shipped} are deployed`);
  expect(bytes).toBeLessThanOrEqual(MEASURED);
});

it('a function that calls no target carries none along', () => {
  const textOf = (name: string) =>
    filesOf(name)
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
  const marks = ['pg_terminate_backend', 'openid-connect/token'];
  expect(marks.filter((mark) => textOf('apply').includes(mark))).toEqual(marks);
  expect(marks.filter((mark) => textOf('webhook').includes(mark))).toEqual([]);
});

/** Files that only functions with targets at hand load: each adapter, and what rotates. */
const ROTORS = 2;

it('what a function leaves behind is only what it never loads', () => {
  for (const spec of topology.functions) {
    const { name, archive, signs } = spec;
    const files = new Set(readdirSync(join(into, name)));
    const wanted = filesOf(name).flatMap((file) => [
      ...readFileSync(file, 'utf8').matchAll(/require\("\.\/(part-\w+\.js|\w+\.js)"\)/g),
    ]);
    const missing = new Set(wanted.map(([, file = '']) => file).filter((file) => !files.has(file)));
    const usesAll = knowsTargets(spec) && archive !== undefined;
    const forTargets = adapterNames.length + ROTORS;
    const mayLack = (knowsTargets(spec) ? 0 : forTargets) + (archive ? 0 : 2) + (archive || signs ? 0 : 1);
    expect(missing.size, name).toBeLessThanOrEqual(mayLack);
    if (usesAll) expect([...missing]).toEqual([]);
  }
});

it('the same sources make the same files, so that nothing is deployed for nothing', () => {
  const again = mkdtempSync(join(tmpdir(), 'frontdesk-bundles-'));
  bundleFunctions({ root: ROOT, into: again, functions: topology.functions, beside: { 'settings.json': '{}' } });
  expect(readdirSync(join(again, 'webhook'))).toEqual(readdirSync(join(into, 'webhook')));
  rmSync(again, { recursive: true, force: true });
});
