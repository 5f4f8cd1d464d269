// Keycloak keeps the laws of adapters against a real server, and does so within a bucket of 20 calls a second.
import { afterAll, beforeAll, test } from 'vitest';
import { keycloakHome, startTestKeycloak, type TestKeycloak } from '../servers/keycloak.ts';
import { keycloakTroubles } from './keycloak-trouble.ts';
import { keycloakWorld } from './keycloak-world.ts';
import { adapterLaws } from './laws.ts';

const found = keycloakHome();

if ('missing' in found) {
  test('Keycloak keeps the laws of adapters', (context) => {
    if (process.env.CI) throw new Error(found.missing);
    context.skip(found.missing);
  });
} else {
  let server: TestKeycloak;
  beforeAll(async () => {
    server = await startTestKeycloak(found.home);
  }, 180_000);
  afterAll(() => server?.stop(), 30_000);
  keycloakTroubles(() => server);
  adapterLaws({ name: 'Keycloak', start: () => keycloakWorld(server) });
}
