import { startScimmy } from '../servers/scimmy.ts';
import { adapterLaws } from './laws.ts';
import { scimWorld } from './scim-world.ts';

adapterLaws({
  name: 'the SCIM client against scimmy',
  start: async () => scimWorld(await startScimmy({ scimmyOnly: true }), { config: { vendor: 'scimmy' } }),
});
