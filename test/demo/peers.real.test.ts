// The whole pipeline on DynamoDB Local and ElasticMQ: what holds on our own emulators holds on servers that nobody here wrote.
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Scorecard } from '../../infra/local/demo/scorecard.ts';
import { javaServerLib } from '../servers/java-server.ts';

/** Nothing when both are there; else the reason, which in CI is a failure. */
function missing(): string | undefined {
  const found = [javaServerLib('dynamodb-local'), javaServerLib('elasticmq')];
  const [reason] = found.flatMap((one) => ('missing' in one ? [one.missing] : []));
  if (reason !== undefined && process.env.CI) throw new Error(reason);
  return reason;
}

/** Throws with what the process said when it ends without a scorecard. */
function played(folder: string, people: number): Promise<Scorecard> {
  const file = join(import.meta.dirname, 'play-on-peers.ts');
  const child = fork(file, [folder, String(people)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
  let said = '';
  child.stderr?.on('data', (text: Buffer) => {
    said = `${said}${text}`.slice(-2_000);
  });
  return new Promise((resolve, reject) => {
    child.once('message', (card: Scorecard) => resolve(card));
    // Comes after the last message, however the process ended.
    child.once('disconnect', () => reject(new Error(`the demo ended without a scorecard: ${said}`)));
  });
}

test('a company of 30 on DynamoDB Local and ElasticMQ hires, moves, loses people and an app, and every promise is kept', async (context) => {
  const reason = missing();
  if (reason !== undefined) return context.skip(reason);
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-peers-'));
  try {
    const card = await played(folder, 30);
    expect(card.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect({ ok: card.ok, stopped: card.stopped }).toEqual({ ok: true, stopped: undefined });
    expect(card.checks).toHaveLength(19);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 600_000);
