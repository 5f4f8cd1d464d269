import { startScimFake } from '../servers/scim-fake.ts';
import { fakes } from '../servers/scim-fake-rules.ts';
import { adapterLaws } from './laws.ts';
import { scimWorld } from './scim-world.ts';
import { notHere } from './world.ts';

const noCount = notHere('a list by cursor has no count: it is whole when the cursor is closed');

adapterLaws({
  name: 'the SCIM client against a fake of AWS IAM Identity Center, written from its documentation',
  start: async () =>
    scimWorld(await startScimFake(fakes['aws-identity-center']), {
      config: { vendor: 'aws-identity-center' },
      without: { 'list-truncated': noCount, 'list-wrong-count': noCount },
    }),
});
