import { startBetterAuth } from '../servers/better-auth.ts';
import { adapterLaws } from './laws.ts';
import { scimWorld } from './scim-world.ts';

adapterLaws({
  name: 'the SCIM client against better-auth',
  start: async () =>
    scimWorld(await startBetterAuth(), {
      config: { vendor: 'better-auth' },
      userName: (label) => `${label}@example.com`,
    }),
});
