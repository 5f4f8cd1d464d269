// The checker checked: the very stages of `npm run check`, run on a small project with one fault planted in it, must find it.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plantedFaults, soundProject } from './planted-projects.ts';
import { runStage } from './run-stage.ts';
import { deadCodeStage, lintStage, type Stage, typesStage } from './stages.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const TOOLS: readonly Stage[] = [lintStage, typesStage, deadCodeStage];

describe('the check before a commit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-planted-'));
  let planted = 0;
  const { devDependencies, ...ours } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const manifest = {
    ...ours,
    scripts: {},
    bin: {},
    dependencies: {},
    optionalDependencies: {},
    devDependencies: { vitest: devDependencies.vitest },
  };

  /** A project with this repository's own settings and packages, and these files. */
  function plant(files: Readonly<Record<string, string>>): string {
    const project = join(folder, String(planted++));
    for (const [path, text] of Object.entries({ ...soundProject, ...files })) {
      mkdirSync(dirname(join(project, path)), { recursive: true });
      writeFileSync(join(project, path), text);
    }
    for (const name of ['biome.json', 'tsconfig.json', 'knip.json', '.gitignore'])
      cpSync(join(ROOT, name), join(project, name));
    writeFileSync(join(project, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
    return project;
  }

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  describe('passes a sound project', () => {
    let project: string;
    beforeAll(() => {
      project = plant({});
    });
    for (const stage of TOOLS)
      test(`in "${stage.name}"`, { timeout: 30_000 }, async () => {
        const { passed, output } = await runStage(stage, project);
        expect(passed, output).toBe(true);
      });
  });

  for (const { fault, stage, files, says } of plantedFaults)
    test(`finds ${fault} in "${stage.name}"`, { timeout: 30_000 }, async () => {
      const { passed, output } = await runStage(stage, plant(files));
      expect(passed, output).toBe(false);
      expect(output).toContain(says);
    });

  test('does not pass when a tool is missing', async () => {
    const { passed, output } = await runStage({ name: 'none', command: ['no-such-tool'] }, folder);
    expect(passed).toBe(false);
    expect(output).toContain('has "npm ci" been run?');
  });
});
