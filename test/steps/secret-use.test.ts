// Who used which value of a secret, and what a rotation looks like from a webhook's side.
import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../shared/core/timing.ts';
import type { ConfiguredSource } from '../../shared/ports/pipeline.ts';
import { standardWebhooks } from '../../shared/sources/standard-webhooks/index.ts';
import { accept } from '../../shared/steps/accept.ts';
import { rotate } from '../../shared/steps/rotate.ts';
import { readRecord } from '../../shared/steps/rotation-record.ts';
import { rotorsOf } from '../../shared/steps/rotors.ts';
import { noteUses, usesOf } from '../../shared/steps/secret-use.ts';
import { aCompany } from '../builders/a-company.ts';
import { memorySecrets } from '../memory/memory-secrets.ts';

const OLD = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;

/** A company whose source `hr` signs by Standard Webhooks, in a process that remembers secrets until it must look again. */
async function aSigningCompany() {
  const company = await aCompany();
  const { clock, table } = company;
  const settings = {
    ...company.pipeline.settings,
    sources: { hr: { ...company.pipeline.settings.sources.hr, secret: 's', config: { headers: 'webhook' } } },
  } as typeof company.pipeline.settings;
  const secrets = memorySecrets({ s: OLD }, { clock });
  const note = noteUses({ table, settings, clock, log: company.log }, secrets.versionOf);
  let remembered: readonly string[] = [OLD];
  const configured = {
    source: standardWebhooks,
    settings: settings.sources.hr,
    secrets: async (freshness) => {
      if (freshness?.fresh) remembered = await secrets.live('s');
      return remembered;
    },
    used: (secret) => note('s', secret),
    credentials: async () => [],
  } as ConfiguredSource;
  const ports = { ...company.pipeline, settings, source: () => configured };
  const rotation = {
    ...ports,
    keeper: secrets,
    candidate: () => undefined,
    random: (bytes: number) => new Uint8Array(bytes).fill(2),
    rotor: (secret: Parameters<ReturnType<typeof rotorsOf>>[0]) => rotorsOf(rotation)(secret),
  };
  const deliver = async (secret: string, id: string) => {
    const occasion = { what: 'hire', subject: id, attributes: {}, date: '2026-11-20' } as const;
    const context = { secret, now: clock.now(), id, config: { headers: 'webhook' } as const };
    const { headers, body } = standardWebhooks.sample?.(occasion, context) ?? { headers: {}, body: '' };
    const request = { method: 'POST', headers, body: new TextEncoder().encode(body) };
    return (await accept(ports)({ source: 'hr', request })).status;
  };
  return { company, clock, secrets, rotation, deliver, ports };
}

describe('a webhook secret', () => {
  it('is taken old and new during the overlap, and the old one is refused after it', async () => {
    const { clock, secrets, rotation, deliver } = await aSigningCompany();
    await rotate(rotation)({ secret: 's' });
    const [fresh = ''] = await secrets.live('s');
    expect(fresh).toMatch(/^whsec_/);
    expect([await deliver(OLD, '1'), await deliver(fresh, '2')]).toEqual([202, 202]);
    clock.move(2 * MINUTE);
    await rotate(rotation)();
    expect((await readRecord(rotation, 's')).rotation).toMatchObject({ step: 'end' });
    expect([await deliver(OLD, '3'), await deliver(fresh, '4')]).toEqual([202, 202]);
    clock.move(DAY);
    await rotate(rotation)();
    await deliver('whsec_AAAA', '5');
    expect([await deliver(OLD, '6'), await deliver(fresh, '7')]).toEqual([401, 202]);
  });

  it('that was made a moment ago is taken by a process that does not know it yet', async () => {
    const { secrets, rotation, deliver } = await aSigningCompany();
    expect(await deliver(OLD, '1')).toBe(202);
    await rotate(rotation)({ secret: 's' });
    const [fresh = ''] = await secrets.live('s');
    expect(await deliver(fresh, '2')).toBe(202);
  });

  it('a forged delivery is refused as before, and is no use', async () => {
    const { deliver, ports } = await aSigningCompany();
    expect(await deliver(`whsec_${Buffer.alloc(32, 9).toString('base64')}`, '1')).toBe(401);
    expect((await usesOf(ports, 's')).size).toBe(0);
  });
});

describe('the last use', () => {
  it('costs one write an hour for each value, whatever the traffic', async () => {
    const { company, clock, secrets, ports } = await aSigningCompany();
    const { table } = company;
    const note = noteUses({ ...company.pipeline, clock }, secrets.versionOf);
    const from = table.meter.writeCalls;
    const writes = () => table.meter.writeCalls - from;
    for (let count = 0; count < 50; count += 1) await Promise.all([note('s', OLD), note('s', OLD)]);
    expect(writes()).toBe(1);
    clock.move(HOUR - 1);
    await note('s', OLD);
    expect(writes()).toBe(1);
    clock.move(1);
    await note('s', OLD);
    expect(writes()).toBe(2);
    await note('s', 'no value of this secret');
    expect(writes()).toBe(2);
    expect([...(await usesOf(ports, 's')).values()]).toEqual([clock.now()]);
  });

  it('that cannot be noted stops nobody', async () => {
    const { company, clock, secrets } = await aSigningCompany();
    const table = { ...company.table, write: () => Promise.reject(new Error('down')) };
    const note = noteUses({ ...company.pipeline, table, clock }, secrets.versionOf);
    await expect(note('s', OLD)).resolves.toBeUndefined();
    expect(company.log.has('secret-use-not-noted')).toBe(true);
  });
});
