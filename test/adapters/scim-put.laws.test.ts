import { startScimFake } from '../servers/scim-fake.ts';
import { fakes } from '../servers/scim-fake-rules.ts';
import { adapterLaws } from './laws.ts';
import { scimWorld } from './scim-world.ts';

adapterLaws({
  name: 'the SCIM client against a fake without PATCH',
  start: async () =>
    scimWorld(await startScimFake(fakes['put-only']), { config: { vendor: 'generic-put', membership: 'on-group' } }),
});
