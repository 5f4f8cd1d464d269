// For the owner alone: laptop.json says where everything listens, secrets.json holds what any client needs to join in.
import { join } from 'node:path';
import type { Settings } from '../../shared/model/settings.ts';
import type { Wired } from '../../shared/wire.ts';
import { writeWhole } from './whole-file.ts';

export interface LaptopFiles {
  readonly folder: string;
  readonly port: number;
  readonly pipeline: Pick<Wired, 'settings' | 'secrets'>;
  readonly shown: { readonly app: string; readonly warehouse: string };
}

/** Written at each start, mode 0600. */
export async function writeLaptopFiles({ folder, port, pipeline, shown }: LaptopFiles): Promise<void> {
  const { settings, secrets } = pipeline;
  const url = `http://127.0.0.1:${port}`;
  const file = {
    url,
    door: `http://127.0.0.1:${port + 8}`,
    sources: sourcesOf(settings, url),
    targets: targetsOf(settings, shown),
  };
  const names = [
    ...Object.values(settings.sources).flatMap(({ secret, credential }) => [secret, credential]),
    ...Object.values(settings.targets).map(({ secret }) => secret),
  ];
  const values = await Promise.all(
    names.flatMap((name) => (name === undefined ? [] : [secrets.live(name).then(([value]) => [name, value] as const)])),
  );
  writeWhole(join(folder, 'laptop.json'), `${JSON.stringify(file, undefined, 2)}\n`);
  writeWhole(
    join(folder, 'secrets.json'),
    `${JSON.stringify({ ...Object.fromEntries(values), 'warehouse-administrator': shown.warehouse }, undefined, 2)}\n`,
  );
}

function sourcesOf(settings: Settings, url: string) {
  return Object.fromEntries(
    Object.entries(settings.sources).map(([name, { vendor, secret }]) => {
      const address =
        vendor === 'csv'
          ? `npx frontdesk import FILE --source ${name}`
          : vendor === 'scim'
            ? `${url}/scim/${name}/v2`
            : `${url}/hooks/${name}`;
      return [name, { vendor, address, ...(secret !== undefined && { secret }) }];
    }),
  );
}

function targetsOf(settings: Settings, shown: LaptopFiles['shown']) {
  const addresses: { readonly [target: string]: { address: string; page?: string } } = {
    app: { address: String(settings.targets.app?.config.baseUrl), page: shown.app },
    warehouse: { address: shown.warehouse.replace(/:[^:@/]*@/, '@') },
  };
  return Object.fromEntries(
    Object.entries(settings.targets).map(([name, { adapter, secret }]) => [
      name,
      { adapter, secret, ...(addresses[name] ?? { address: '' }) },
    ]),
  );
}
