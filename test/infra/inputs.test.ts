// A deploy is told at most two things here, and a wrong one is a sentence with its bound.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readInputs } from '../../infra/cloud/inputs.ts';

const root = join(import.meta.dirname, '../..');

function inputs(context: { readonly [name: string]: unknown } = {}, environment = {}) {
  return readInputs({ context, environment, root });
}

describe('the inputs of a deploy', () => {
  it('have defaults, so that a synth needs none', async () => {
    expect((await inputs()).lock).toEqual({ mode: 'compliance', years: 1 });
    expect(await inputs()).toMatchObject({ stage: 'main', settings: { tenant: 'company', sources: {}, targets: {} } });
  });

  it('come from the command line before the environment', async () => {
    expect((await inputs({ stage: 'trial' }, { FRONTDESK_STAGE: 'other' })).stage).toBe('trial');
    expect((await inputs({}, { FRONTDESK_STAGE: 'other' })).stage).toBe('other');
    expect((await inputs({ lock: 'governance:7' })).lock).toEqual({ mode: 'governance', years: 7 });
    expect((await inputs({}, { FRONTDESK_LOCK: 'compliance:10' })).lock).toEqual({ mode: 'compliance', years: 10 });
  });

  it.each([
    [{ stage: 'Production' }, /^stage "Production" is no name of a stage: give 1 to 16 lower-case letters/],
    [{ stage: 'a-stage-name-too-long' }, /1 to 16/],
    [{ alarms: 'maybe' }, /^alarms "maybe" is neither on nor off$/],
    [{ lock: 'off' }, /^lock "off" is no lock of sealed heads: give compliance or governance, a colon, and 1 to 10/],
    [{ lock: 'compliance:100' }, /1 to 10 years$/],
    [{ lock: 'compliance' }, /^lock "compliance" is no lock/],
    [{ stages: 'prod' }, /^there is no input "stages": -c takes stage, settings, alarms, lock$/],
    [{ settings: 'settings.txt' }, /^settings "settings.txt" is no YAML file/],
    [{ settings: 'nowhere.yaml' }, /nowhere.yaml cannot be used:\n {2}it cannot be read/],
    [{ settings: join(root, 'frontdesk.yaml') }, /\$\{BAMBOOHR_URL\} is not set/],
  ])('%j is refused in a sentence', async (context, sentence) => {
    await expect(inputs(context)).rejects.toThrow(sentence);
  });
});

const folder = mkdtempSync(join(tmpdir(), 'frontdesk-inputs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Line 3 is the source, line 5 the target. */
function settingsWith({ source = 'vendor: okta, config: { url: https://idp.example.com }', target = GOOD }) {
  const file = join(folder, 'company.yaml');
  const rest = "people: hr, owns: ['*'], secret: a/signing";
  writeFileSync(
    file,
    `tenant: acme\nsources:\n  hr: { ${rest}, ${source} }\ntargets:\n  app: { secret: b, ${target} }\n`,
  );
  return file;
}

const GOOD = 'adapter: scim, config: { baseUrl: https://app.example.com/scim, vendor: aws-identity-center }';

describe('settings that no function could use', () => {
  it('are told from those that can', async () => {
    expect((await inputs({ settings: settingsWith({}) })).settings.targets).toHaveProperty('app');
  });

  it.each([
    [
      { source: 'vendor: bamboo-hr' },
      /line 3: sources.hr.vendor: there is no vendor "bamboo-hr", perhaps it is "bamboohr"; there are: .*okta/,
    ],
    [
      { target: 'adapter: active-directory' },
      /line 5: targets.app.adapter: there is no adapter "active-directory"; there are: keycloak, ldap/,
    ],
    [
      { target: 'adapter: ldap, config: {}' },
      /line 5: targets.app.config.url: .*\n.*line 5: targets.app.config.bindDn: /,
    ],
    [{ target: 'adapter: postgres, config: { host: h, port: abc }' }, /line 5: targets.app.config.port: /],
    [
      { source: "vendor: okta, credential: 'aws:x y'" },
      /line 3: sources.hr.credential: is no name of a secret; give 1 to 480/,
    ],
  ])('%j is refused with its line before anything is deployed', async (wrong, sentence) => {
    await expect(inputs({ settings: settingsWith(wrong) })).rejects.toThrow(sentence);
  });
});
