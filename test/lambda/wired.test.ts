// A function whose wiring failed once works at the next message, and its log says what was missing.
import { afterAll, expect, test } from 'vitest';
import { wired } from '../../shared/wire.ts';

const before = { ...process.env };
afterAll(() => {
  process.env = before;
});

test('a failure to start is not kept: what is mended works at the next call, in the same process', async () => {
  const step = wired(({ settings, source }) => async (name: string) => [settings.tenant, source(name)?.unusable]);
  await expect(step('hr')).rejects.toThrow(/FRONTDESK_SETTINGS/);
  const queue = 'https://sqs.us-east-1.amazonaws.com/1/q';
  const sources = {
    hr: { vendor: 'standard-webhooks', people: 'hr', owns: ['*'] },
    idp: { vendor: 'okta', people: 'idp', owns: ['*'] },
  };
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    FRONTDESK_SETTINGS: JSON.stringify({ tenant: 'acme', sources, targets: {} }),
    ...Object.fromEntries(['STATE', 'AUDIT', 'KEYS'].map((name) => [`FRONTDESK_TABLE_${name}`, name])),
    ...Object.fromEntries(
      ['EVENTS', 'EVENTS_URGENT', 'APPLY', 'APPLY_URGENT', 'PUMP', 'VERIFY'].map((name) => [
        `FRONTDESK_QUEUE_${name}`,
        queue,
      ]),
    ),
    FRONTDESK_TARGETS: 'none',
  });
  expect(await step('hr')).toEqual(['acme', undefined]);
  expect(await step('idp')).toEqual(['acme', expect.stringMatching(/^config.url: /)]);
});
