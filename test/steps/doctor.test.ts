// What the doctor says of a source's secret: one that nothing could be signed with is worse than it looks.
import { expect, it } from 'vitest';
import { examine } from '../../shared/steps/operate/doctor.ts';
import { aCompany } from '../builders/a-company.ts';

it.each([
  ['a key', true, '1 live secret'],
  ['no key', false, 'every delivery is refused'],
])('a source that holds "%s" is found well: %s', async (text, well, says) => {
  const { pipeline } = await aCompany();
  const configured = pipeline.source('hr');
  if (!configured) throw new Error('there is no such source');
  const source = {
    ...configured.source,
    authenticate: () => ({ ok: true }) as const,
    isSecret: (one: string) => one === 'a key',
  };
  const ports = { ...pipeline, source: () => ({ ...configured, source, secrets: async () => [text] }) };
  const found = (await examine(ports)).find(({ what }) => what === 'source hr');
  expect(found).toMatchObject({ well, says: expect.stringContaining(says) });
});
