// For the owner alone: laptop.json says where everything listens, secrets.json holds what any client needs to join in.
import type { EventEmitter } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Laptop } from '../../operator/client.ts';
import { credentialOf } from '../../shared/adapters/postgres/credential.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { Wired } from '../../shared/wire.ts';
import { StartRefused } from './start-refused.ts';
import { writeWhole } from './whole-file.ts';

export interface LaptopFiles {
  readonly folder: string;
  readonly port: number;
  readonly pipeline: Pick<Wired, 'settings' | 'secrets'>;
  readonly shown: {
    /** Where the accounts of a target can be seen. */
    readonly pages: { readonly [target: string]: string };
    /** The superuser's address of the database. */
    readonly warehouse: string;
  };
}

/** Longer than the process remembers a value that it was asked for afresh, ms. */
const SETTLED_MS = 2_500;

/** Written at each start, mode 0600, and again a moment after secrets have changed, until `stop`. */
export async function keepLaptopFiles(files: LaptopFiles, changes: EventEmitter): Promise<() => void> {
  await writeLaptopFiles(files);
  let timer: NodeJS.Timeout | undefined;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void writeLaptopFiles(files).catch(() => undefined), SETTLED_MS).unref();
  };
  changes.on('change', later);
  return () => {
    clearTimeout(timer);
    changes.off('change', later);
  };
}

async function writeLaptopFiles({ folder, port, pipeline, shown }: LaptopFiles): Promise<void> {
  const { settings, secrets } = pipeline;
  const fresh = { fresh: true };
  const { sources, targets } = settings;
  const values = await Promise.all([
    ...Object.values(sources).map(({ secret }) => newest(secret, (name) => secrets.live(name, fresh))),
    ...Object.values(sources).map(({ credential }) => newest(credential, (name) => secrets.shown(name, fresh))),
    ...Object.values(targets).map(({ secret }) => newest(secret, (name) => secrets.shown(name, fresh))),
  ]);
  const secret: { readonly [name: string]: string | undefined } = Object.fromEntries(values.flat());
  const database = databaseOf(settings, secret);
  const url = `http://127.0.0.1:${port}`;
  const file: Laptop = {
    tenant: settings.tenant,
    url,
    door: `http://127.0.0.1:${port + 8}`,
    sources: sourcesOf(settings, url),
    targets: targetsOf(settings, { pages: shown.pages, database }),
  };
  writeWhole(join(folder, 'laptop.json'), `${JSON.stringify(file, undefined, 2)}\n`);
  writeWhole(
    join(folder, 'secrets.json'),
    `${JSON.stringify({ ...secret, ...database?.secret, 'warehouse-administrator': shown.warehouse }, undefined, 2)}\n`,
  );
}

/** A sender uses the newest secret at once, we the one that is current. */
async function newest(name: string | undefined, values: (name: string) => Promise<readonly string[]>) {
  return name === undefined ? [] : [[name, (await values(name))[0]] as const];
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

interface Database {
  readonly target: string;
  readonly address: string;
  readonly secret: { readonly [name: string]: string };
}

function targetsOf(
  { targets }: Settings,
  { pages, database }: { readonly pages: LaptopFiles['shown']['pages']; readonly database: Database | undefined },
): Laptop['targets'] {
  const addressOf = (name: string) =>
    name === database?.target ? database.address : String(targets[name]?.config.baseUrl ?? '');
  return Object.fromEntries(
    Object.entries(targets).map(([name, { adapter, secret }]) => {
      const page = pages[name];
      return [name, { adapter, secret, address: addressOf(name), ...(page !== undefined && { page }) }];
    }),
  );
}

/** The address of the very log-in whose password is shown: after a rotation it is another one, which takes Frontdesk's own role. */
function databaseOf(
  { targets }: Settings,
  secrets: { readonly [name: string]: string | undefined },
): Database | undefined {
  const here = Object.entries(targets).find(
    ([, { adapter, config }]) => adapter === 'postgres' && config.host === '127.0.0.1',
  );
  if (!here) return undefined;
  const [target, { secret: name, config }] = here;
  const { user, host, port, database } = config;
  const { username, password } = credentialOf(secrets[name] ?? '', { user: String(user) });
  const role = username === user ? '' : `?options=${encodeURIComponent(`-c role=${user}`)}`;
  return {
    target,
    address: `postgres://${username}@${host}:${port}/${database}${role}`,
    secret: { [name]: password },
  };
}

/** A folder is one company's. Throws `StartRefused` where another one's runs were in it. */
export function refuseOther(folder: string, tenant: string): void {
  const file = join(folder, 'laptop.json');
  const known = existsSync(file) ? Laptop.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data?.tenant : undefined;
  if (known !== undefined && known !== tenant)
    throw new StartRefused(`${folder} is of the company "${known}": start "${tenant}" with another --data folder`);
}
