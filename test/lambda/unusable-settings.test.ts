// One entry of the settings that cannot be used fails alone: the others work, and it says why.
import { expect, test } from 'vitest';
import { Settings } from '../../shared/model/settings.ts';
import type { Secrets } from '../../shared/ports/secrets.ts';
import { allSources } from '../../shared/wire/sources.ts';
import { allTargets } from '../../shared/wire/targets.ts';
import { testClock } from '../builders/test-clock.ts';

const settings = Settings.parse({
  tenant: 'acme',
  sources: {
    hr: { vendor: 'standard-webhooks', people: 'hr', owns: ['*'], secret: 'hr' },
    idp: { vendor: 'okta', people: 'idp', owns: ['*'], secret: 'idp' },
    misspelt: { vendor: 'bamboo-hr', people: 'other', owns: ['*'], secret: 'misspelt' },
  },
  targets: {
    app: {
      adapter: 'scim',
      secret: 'app',
      config: { baseUrl: 'https://app.example.com/scim', vendor: 'aws-identity-center' },
    },
    directory: { adapter: 'ldap', secret: 'ldap', config: {} },
  },
});

const secrets: Secrets = {
  live: async () => ['a-secret'],
  shown: async () => ['a-secret'],
  versionOf: async () => undefined,
};

function configured() {
  const said: string[] = [];
  const note = (event: string, fields = {}) => void said.push(`${event} ${Object.values(fields).join(' ')}`);
  const log = { info: note, warn: note, error: note };
  return { said, parts: { settings, secrets, clock: testClock(0), log, note: async () => undefined } };
}

test('a source of an unknown vendor, or without an address, says so, and the one beside it takes deliveries', async () => {
  const { said, parts } = configured();
  const sources = await allSources(parts);
  expect(sources.get('hr')?.unusable).toBeUndefined();
  expect(sources.get('misspelt')?.unusable).toMatch(
    /^vendor: there is no vendor "bamboo-hr", perhaps it is "bamboohr"/,
  );
  expect(sources.get('idp')?.unusable).toMatch(/^config.url: /);
  expect(said.sort()).toEqual([
    expect.stringMatching(/^source-unusable idp config.url: /),
    expect.stringMatching(/^source-unusable misspelt vendor: /),
  ]);
});

test('what such a source said before waits for its record, and is not taken for nobody', async () => {
  const source = (await allSources(configured().parts)).get('misspelt')?.source;
  const request = { subject: '1', config: {}, credentials: [], now: 0 };
  const ports = { digest: { sha256: (text: string) => text }, signal: AbortSignal.timeout(100) };
  expect(await source?.fetch?.(request, ports)).toMatchObject({ kind: 'fault', fault: { kind: 'unavailable' } });
});

test('a target with an unusable configuration is an outage of this target alone, and its probe says why', async () => {
  const { said, parts } = configured();
  const targets = await allTargets(parts);
  const signal = AbortSignal.timeout(100);
  expect(await targets.get('directory')?.connection.probe(signal)).toMatchObject({
    kind: 'unavailable',
    detail: expect.stringMatching(/^its settings: config.url: /),
  });
  const change = { kind: 'suspend', ref: { person: 'hr-1', userName: 'ada' }, revoke: [] } as const;
  expect(await targets.get('directory')?.connection.apply({ change, key: 'k', signal })).toMatchObject({
    kind: 'fault',
  });
  expect(targets.get('app')?.connection.capabilities.verbs).toContain('ensure');
  expect(said).toEqual([expect.stringMatching(/^target-unusable directory config.url: /)]);
});
