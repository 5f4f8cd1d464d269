// The fakes of the vendors' APIs behave as documented where the sources depend on it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { startBamboo } from '../../infra/local/vendors/bamboohr.ts';
import { startOkta } from '../../infra/local/vendors/okta.ts';
import { digest } from './world.ts';
import { bambooWorld, employee } from './worlds/bamboohr.ts';
import { oktaWorld, user, userId } from './worlds/okta.ts';

const folder = mkdtempSync(join(tmpdir(), 'vendors-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(world: typeof bambooWorld, asked: { subject: string; url: string; credential: string }) {
  const { subject, url, credential } = asked;
  const request = { subject, config: world.source.config.parse({ url }), credentials: [credential], now: Date.now() };
  return world.source.fetch?.(request, { digest, signal: AbortSignal.timeout(5_000) });
}

describe('a fake vendor', () => {
  test('keeps its records over a restart', async () => {
    const file = join(folder, 'bamboohr.json');
    const before = await startBamboo({ keys: ['k'], file });
    before.put('1', employee);
    before.put('2', employee);
    before.remove('2');
    await before.close();
    const after = await startBamboo({ keys: ['k'], file });
    expect([after.get('1'), after.get('2')]).toEqual([employee, undefined]);
    await after.close();
  });

  test('throttles in its own way, and the source waits as long as it says', async () => {
    const bamboo = await startBamboo({ keys: ['k'], perMinute: 2 });
    bamboo.put('1', employee);
    const okta = await startOkta({ tokens: ['t'], perMinute: 1 });
    okta.put(userId, user);
    const asked = { subject: '1', url: bamboo.url, credential: 'k' };
    const askedOkta = { subject: userId, url: okta.url, credential: 't' };
    expect([(await read(bambooWorld, asked))?.kind, (await read(oktaWorld, askedOkta))?.kind]).toEqual([
      'found',
      'found',
    ]);
    for (const answer of [await read(bambooWorld, asked), await read(oktaWorld, askedOkta)]) {
      expect(answer).toMatchObject({ kind: 'fault', fault: { kind: 'throttled', retryAfterMs: expect.any(Number) } });
      const wait = answer?.kind === 'fault' && 'retryAfterMs' in answer.fault ? (answer.fault.retryAfterMs ?? 0) : 0;
      expect(wait).toBeGreaterThan(50_000);
      expect(wait).toBeLessThanOrEqual(61_000);
    }
    await Promise.all([bamboo.close(), okta.close()]);
  });

  test('answers nobody without a key of its own, and listens on this machine only', async () => {
    const bamboo = await startBamboo({ keys: ['k'] });
    expect(bamboo.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    for (const authorization of ['', 'Basic eA==', `Bearer ${btoa('k:x')}`, `Basic ${btoa('K:x')}`])
      expect((await fetch(`${bamboo.url}/api/v1/employees/1`, { headers: { authorization } })).status).toBe(401);
    await bamboo.close();
  });
});
