import { startScimFake } from '../servers/scim-fake.ts';
import { fakes } from '../servers/scim-fake-rules.ts';
import { adapterLaws } from './laws.ts';
import { scimWorld } from './scim-world.ts';

adapterLaws({
  name: 'the SCIM client against a fake that requires If-Match',
  start: async () => scimWorld(await startScimFake(fakes['strict-etag']), { config: { vendor: 'generic' } }),
});
