import { startScimFake } from '../servers/scim-fake.ts';
import { fakes } from '../servers/scim-fake-rules.ts';
import { adapterLaws } from './laws.ts';
import { scimWorld } from './scim-world.ts';

adapterLaws({
  name: 'the SCIM client against a fake of Slack, written from its documentation',
  start: async () => scimWorld(await startScimFake(fakes.slack), { config: { vendor: 'slack' } }),
});
