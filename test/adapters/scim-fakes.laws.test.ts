// Vendors that cannot be run here: fakes written from their documentation, as strict as it says.
import { startScimFake } from '../servers/scim-fake.ts';
import { fakes } from '../servers/scim-fake-rules.ts';
import { adapterLaws } from './laws.ts';
import { scimWorld } from './scim-world.ts';
import { notHere } from './world.ts';

const noCount = notHere('a list by cursor has no count: it is whole when the cursor is closed');

adapterLaws({
  name: 'the SCIM client against a fake that requires If-Match',
  start: async () => scimWorld(await startScimFake(fakes['strict-etag']), { config: { vendor: 'generic' } }),
});

adapterLaws({
  name: 'the SCIM client against a fake without PATCH',
  start: async () =>
    scimWorld(await startScimFake(fakes['put-only']), { config: { vendor: 'generic-put', membership: 'on-group' } }),
});

adapterLaws({
  name: 'the SCIM client against a fake of AWS IAM Identity Center',
  start: async () =>
    scimWorld(await startScimFake(fakes['aws-identity-center']), {
      config: { vendor: 'aws-identity-center' },
      without: { 'list-truncated': noCount, 'list-wrong-count': noCount },
    }),
});

adapterLaws({
  name: 'the SCIM client against a fake of Slack',
  start: async () => scimWorld(await startScimFake(fakes.slack), { config: { vendor: 'slack' } }),
});
