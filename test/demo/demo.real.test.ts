// The demo as a newcomer runs it, with a small company: every chapter is played, every promise kept.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Scorecard } from '../../infra/local/demo/scorecard.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

function demo(...flags: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const args = ['bin/run.js', 'infra/local/demo/run.ts', ...flags];
    const child = execFile(process.execPath, args, { cwd: ROOT, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') return reject(error);
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr });
    });
    child.on('error', reject);
  });
}

test('a company of 30 moves in, is shaken, and every promise is kept', { timeout: 300_000 }, async () => {
  const { code, output } = await demo('--people', '30', '--json');
  const lines = output.trim().split('\n');
  expect(lines).toHaveLength(1);
  const card = JSON.parse(lines[0] ?? '') as Scorecard;
  expect(card.checks.filter(({ ok }) => !ok)).toEqual([]);
  expect({ code, ok: card.ok, people: card.people, stopped: card.stopped }).toEqual({ code: 0, ok: true, people: 30 });
  expect(card.chapters.map(({ name }) => name)).toEqual([
    'import',
    'hire',
    'deliveries',
    'move',
    'outage',
    'leave',
    'recovery',
    'rehire',
    'half-file',
    'audit',
  ]);
  expect(card.checks).toHaveLength(19);
  for (const name of ['import.appliedMs', 'hire.appliedMs', 'leave.revokedMs', 'recovery.leaverMs', 'audit.rows'])
    expect(card.measured[name]).toBeGreaterThan(0);
});

test('a flag that makes no sense is refused in one sentence', async () => {
  const { code, output } = await demo('--people', 'many');
  const sentence = 'demo: --people many: give a whole number from 30 to 50000; see npm run demo -- --help\n';
  expect({ code, output }).toEqual({ code: 1, output: sentence });
});
