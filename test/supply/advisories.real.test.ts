// `npm run advisories` as CI calls it, before registries that know of something, of nothing, and that cannot be asked.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { npm } from './npm.ts';

let registry: Server;
afterEach(() => {
  registry.closeAllConnections();
  registry.close();
});

/** A registry that answers the call for advisories so, and knows no package. */
async function asked(status: number, advisories: object) {
  registry = createServer((request, response) => {
    // An older npm asks once more, in an older way, when it was refused.
    const isAdvisories = request.method === 'POST' && request.url?.startsWith('/-/npm/v1/security/');
    response.writeHead(isAdvisories ? status : 404, { 'content-type': 'application/json' });
    response.end(isAdvisories ? JSON.stringify(advisories) : '{}');
  });
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  const { port } = registry.address() as AddressInfo;
  const env = { ...process.env, npm_config_registry: `http://127.0.0.1:${port}/`, npm_config_fetch_retries: '0' };
  return npm(['run', '--silent', 'advisories'], env);
}

test('passes where no advisory is known', async () => {
  const { code, text } = await asked(200, {});
  expect(text).toContain('no known vulnerability is high or critical; 0 packages');
  expect(code).toBe(0);
});

test('fails, and names the package, where a grave one is known', async () => {
  const url = 'https://example.com/advisories/1';
  const planted = { id: 1, url, title: 'planted', severity: 'high', vulnerable_versions: '<99', cwe: [], cvss: {} };
  const { code, errors } = await asked(200, { pg: [planted] });
  expect(errors).toMatch(/^pg .*: high$/m);
  expect(code).toBe(1);
});

test.each([404, 405])('says loudly that nothing was checked where the registry answers %i', async (status) => {
  const { code, text, errors } = await asked(status, {});
  expect(errors).toContain('*** not checked: the registry has no advisories ***');
  expect(text).toBe('');
  expect(code).toBe(75);
});

test('fails where the registry is in trouble', async () => {
  const { code, errors } = await asked(503, {});
  expect(errors).toContain('the advisories could not be read: 503');
  expect(code).toBe(1);
});
