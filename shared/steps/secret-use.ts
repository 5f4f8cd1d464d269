// When each value of a secret was last used: one small write an hour, a value and a process, whatever the traffic.
import { HOUR } from '../core/timing.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Key } from '../ports/table.ts';

type Ports = Pick<Pipeline, 'table' | 'settings' | 'clock' | 'log'>;

export type NoteUse = (secret: string, value: string) => Promise<void>;

/** Notes a use. Never throws: nobody waits for a secret's statistics. */
export function noteUses(
  ports: Ports,
  versionOf: (secret: string, value: string) => Promise<string | undefined>,
): NoteUse {
  const noted = new Map<string, number>();
  return async (secret, value) => {
    try {
      const version = await versionOf(secret, value);
      if (version === undefined) return;
      const key = keyOf(ports, secret, version);
      const now = ports.clock.now();
      const name = `${key.pk}/${key.sk}`;
      if (now < (noted.get(name) ?? 0) + HOUR) return;
      noted.set(name, now);
      await ports.table.write([{ kind: 'put', item: { ...key, fields: { at: now } } }]);
    } catch (error) {
      ports.log.warn('secret-use-not-noted', { secret, error: error instanceof Error ? error.name : 'unknown' });
    }
  };
}

/** The last use of each version, ms since the epoch. */
export async function usesOf(
  { table, settings }: Pick<Ports, 'table' | 'settings'>,
  secret: string,
): Promise<ReadonlyMap<string, number>> {
  const page = await table.query({ table: 'state', pk: `${settings.tenant}#secret#${secret}`, limit: 100 });
  return new Map(page.items.map(({ sk, fields }) => [sk.slice('use#'.length), Number(fields.at)]));
}

export async function forgetUses(ports: Pick<Ports, 'table' | 'settings'>, secret: string, version: string) {
  await ports.table.write([{ kind: 'delete', key: keyOf(ports, secret, version) }]);
}

function keyOf({ settings }: Pick<Ports, 'settings'>, secret: string, version: string): Key {
  return { table: 'state', pk: `${settings.tenant}#secret#${secret}`, sk: `use#${version}` };
}
