import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

describe('a suite that did not run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-not-run-'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(
    join(folder, 'vitest.config.ts'),
    `import { tierReporter } from '${join(ROOT, 'test/quality/tier-reporter.ts')}';
     export default { test: { reporters: ['default', tierReporter(process.env)] } };`,
  );
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function runWith(body: string, env: { readonly CI?: string }) {
    writeFileSync(
      join(folder, 'one.test.ts'),
      `import { expect, test } from 'vitest';
       test('passes', () => expect(1).toBe(1));
       ${body}`,
    );
    const { CI, ...ours } = process.env;
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [vitest, 'run'], {
      cwd: folder,
      env: { ...ours, ...env },
      encoding: 'utf8',
    });
    return { status, printed: stdout + stderr };
  }
  const missing = `test('a', (context) => context.skip('missing: slapd')); test('b', (context) => context.skip('missing: slapd'));`;

  test('is named with its reason, and the run passes', () => {
    const { status, printed } = runWith(missing, {});
    expect(printed).toContain('not run: one.test.ts (2 tests): missing: slapd');
    expect(status).toBe(0);
  });

  test('makes the run fail in CI', () => {
    const { status, printed } = runWith(missing, { CI: 'true' });
    expect(printed).toContain('in CI a missing server is a failure');
    expect(status).toBe(1);
  });

  test('makes the run fail in CI when it gives no reason', () => {
    expect(runWith(`test.todo('later');`, { CI: 'true' }).status).toBe(1);
  });

  test('does not matter in CI where a law does not apply, or nobody asked for the peer', () => {
    for (const reason of ['not applicable: the target has no sessions', 'not asked for: FRONTDESK_PEER is not set'])
      expect(runWith(`test('a', ({ skip }) => skip('${reason}'));`, { CI: 'true' }).status).toBe(0);
  });

  test('matters in CI also beside a law that does not apply', () => {
    const law = `test('c', (context) => context.skip('not applicable: the target has no sessions'));`;
    expect(runWith(missing + law, { CI: 'true' }).status).toBe(1);
  });
});
