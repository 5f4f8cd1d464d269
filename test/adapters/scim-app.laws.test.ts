import { startScimmy } from '../servers/scimmy.ts';
import { adapterLaws } from './laws.ts';
import { scimWorld } from './scim-world.ts';

adapterLaws({
  name: 'the SCIM client against the app of the laptop run',
  start: async () => scimWorld(await startScimmy({ scimmyOnly: false }), { config: { vendor: 'scimmy' } }),
});
