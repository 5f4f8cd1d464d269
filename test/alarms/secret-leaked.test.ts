// Each row of the runbook for a leaked secret is done, over the settings that lie in the repository and the real sources.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../operator/settings-file.ts';
import { adapterByName } from '../../shared/adapters/index.ts';
import { secretNamed, secretsOf } from '../../shared/core/secret-catalogue.ts';
import type { Connection, OwnCredential } from '../../shared/ports/adapter.ts';
import type { ConfiguredSource } from '../../shared/ports/pipeline.ts';
import { sourceByName } from '../../shared/sources/index.ts';
import { commandRotation } from '../../shared/steps/operate/rotation.ts';
import type { RotatePorts } from '../../shared/steps/rotation-course.ts';
import { rotorsOf } from '../../shared/steps/rotors.ts';
import { aCompany } from '../builders/a-company.ts';
import { sha256, tokens } from '../builders/an-office.ts';
import { memorySecrets } from '../memory/memory-secrets.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const WEB = 'http://127.0.0.1:9';
const settings = readSettings(resolve(ROOT, 'frontdesk.yaml'), {
  ...{ BAMBOOHR_URL: WEB, OKTA_URL: WEB, APP_URL: WEB, APP_TOKEN_URL: WEB },
  ...{ WAREHOUSE_HOST: '127.0.0.1', WAREHOUSE_PORT: '5432' },
});
const list = JSON.stringify(['alpha', 'bravo'].map((name) => ({ name, sha256: sha256(tokens[name as 'alpha']) })));

const text = readFileSync(resolve(ROOT, 'docs/runbooks/secret-leaked.md'), 'utf8');
const rows = [...text.matchAll(/^ {3}\| .*`npx frontdesk rotate (\S+) --now( --value-from \S+)?`/gm)]
  .map(([, name = '', value]) => ({ name, isBrought: value !== undefined }))
  .filter(({ name }) => !name.includes('NAME'));

/** What the target's own adapter can do for its secret, without its server. */
const ownCredential: OwnCredential = {
  create: async () => ({ kind: 'made', value: 'made' }),
  set: async () => undefined,
  end: async () => undefined,
};

async function portsFor(): Promise<RotatePorts> {
  const { pipeline, clock } = await aCompany();
  const named = secretsOf(settings).map(({ name, kind }) => [name, kind === 'operators' ? list : 'first'] as const);
  const secrets = memorySecrets(Object.fromEntries(named), { clock });
  const sources = new Map<string, ConfiguredSource>();
  for (const [name, configured] of Object.entries(settings.sources)) {
    const source = await sourceByName(configured.vendor);
    if (source) sources.set(name, { source: { ...source, fetch: undefined }, settings: configured } as never);
  }
  const targets = new Map<string, Connection>();
  for (const [name, { adapter, config }] of Object.entries(settings.targets)) {
    const found = await adapterByName(adapter);
    const secret = async () => ['first'];
    const connection = found?.connect(found.config.parse(config), { ...pipeline, secret });
    if (connection) targets.set(name, { ...connection, ...(connection.rotate && { rotate: ownCredential }) });
  }
  const ports: RotatePorts = {
    ...{ ...pipeline, settings, keeper: secrets, random: (bytes: number) => new Uint8Array(bytes).fill(5) },
    source: (name) => sources.get(name),
    target: (name) => targets.get(name),
    candidate: () => ({ probe: async () => undefined, close: async () => undefined }) as never,
    rotor: (secret) => rotorsOf(ports)(secret),
  };
  return ports;
}

describe('the runbook for a leaked secret', () => {
  it('has a row for each kind of secret', () => {
    const kinds = rows.map(({ name }) => secretNamed(secretsOf(settings), name)?.kind);
    expect(new Set(kinds)).toEqual(new Set(['target', 'source', 'credential', 'operators', 'audit-key']));
  });

  it.each(rows.filter(({ name }) => name !== 'audit-key'))('ends $name as it says', async ({ name, isBrought }) => {
    const ports = await portsFor();
    const command = { secret: name, actor: 'alpha', caller: sha256(tokens.alpha), atOnce: true };
    const value = name === 'operators' ? list.replace('bravo', 'delta') : 'a second one that is long enough';
    expect(await commandRotation(ports, { ...command, value: isBrought ? value : undefined })).toMatchObject({
      state: 'finished',
    });
    if (isBrought) expect(await commandRotation(ports, command)).toMatchObject({ kind: 'refused' });
  });
});
