// OpenLDAP keeps the laws of adapters, against a real slapd.
import { test } from 'vitest';
import { slapdProgram, startTestSlapd } from '../servers/slapd.ts';
import { adapterLaws } from './laws.ts';
import { ldapWorld } from './ldap-world.ts';

const found = slapdProgram();

if ('missing' in found) {
  test('OpenLDAP keeps the laws of adapters', (context) => {
    if (process.env.CI) throw new Error(`missing: ${found.missing}`);
    context.skip(`missing: ${found.missing}`);
  });
} else {
  adapterLaws({
    name: 'OpenLDAP',
    start: async () => {
      const server = await startTestSlapd();
      const world = await ldapWorld(server);
      return { ...world, stop: () => world.stop().then(server.stop) };
    },
  });
}
