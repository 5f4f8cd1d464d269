// A company whose systems are elsewhere, on this machine: parts of the laptop stand in for what its settings name, or the start is refused.
import type { Policy } from '../../shared/model/policy/policy.ts';
import type { Settings, SourceSettings, TargetSettings } from '../../shared/model/settings.ts';
import { type DataFolder, newSecret } from './data-folder.ts';
import { givenBy } from './given-by.ts';
import type { LocalParts } from './parts.ts';
import { keptSecret } from './secrets-seed.ts';
import { StartRefused } from './start-refused.ts';
import { addGroupRoles } from './targets/postgres-seed.ts';
import { startScimApp } from './targets/scim-app.ts';
import type { Undo } from './undo.ts';

export interface StandInRequest {
  readonly settings: Settings;
  readonly policy: Policy;
  readonly folder: DataFolder;
  /** The first one of those that the SCIM apps take, one after the other. */
  readonly port: number;
  readonly parts: LocalParts;
  readonly undo: Undo;
}

export interface StandIns {
  /** With the addresses of this machine in them. */
  readonly settings: Settings;
  /** Where the accounts of a target can be seen. */
  readonly pages: { readonly [target: string]: string };
}

/** What stands in for an adapter's system. */
const BY: { readonly [adapter: string]: string } = { scim: 'a SCIM app', postgres: 'its PostgreSQL' };

/** Starts an app for each SCIM target. The settings have passed `refuseUnserved`. */
export async function standIns(request: StandInRequest): Promise<StandIns> {
  const { settings, parts } = request;
  const pages: { [target: string]: string } = {};
  const targets: { [target: string]: TargetSettings } = {};
  let { port } = request;
  for (const [name, target] of Object.entries(settings.targets)) {
    if (target.adapter === 'postgres') targets[name] = await inDatabase(request, { name, target });
    else {
      const app = await anApp(request, { name, target, port: port++ });
      targets[name] = { ...target, config: app.config };
      pages[name] = app.page;
    }
  }
  const sources: { [source: string]: SourceSettings } = {};
  for (const [name, source] of Object.entries(settings.sources)) sources[name] = await atVendor(parts, source);
  return { settings: { ...settings, sources, targets }, pages };
}

/** Throws `StartRefused` with every target that nothing here can stand in for. */
export function refuseUnserved({ targets }: Settings): void {
  const unserved = Object.entries(targets).filter(([, { adapter }]) => !Object.hasOwn(BY, adapter));
  const [first] = unserved;
  if (first)
    throw new StartRefused(
      `${unserved.map(([name, { adapter, config }]) => `target ${name} (${adapter}) needs its server at ${config.url ?? config.baseUrl}`).join(', and ')}: nothing on a laptop stands in for it; leave it out of a copy of the settings, and the rest works`,
    );
  const databases = Object.entries(targets).filter(([, { adapter }]) => adapter === 'postgres');
  if (databases.length > 1)
    throw new StartRefused(
      `targets ${databases.map(([name]) => name).join(' and ')} need a PostgreSQL each, and a laptop has one: leave all but one out of a copy of the settings`,
    );
}

interface Named {
  readonly name: string;
  readonly target: TargetSettings;
}

async function anApp(
  { folder, policy, parts, undo }: StandInRequest,
  { name, target, port }: Named & { readonly port: number },
) {
  const token = await keptSecret(parts.clients.secrets, target.secret, newSecret);
  const started = startScimApp({
    dataDir: folder.sub(`apps/${name}`),
    port,
    tokens: [token],
    groups: givenBy(policy, { target: name, kind: 'group' }),
  }).catch(() => {
    throw new StartRefused(`port ${port} is taken on 127.0.0.1; start with another --port`);
  });
  const { url, baseUrl, tokenUrl } = await undo.started(started);
  return { page: url, config: { baseUrl, tokenUrl, vendor: 'scimmy', callsPerSecond: 'unlimited' } };
}

async function inDatabase({ policy, parts }: StandInRequest, { name, target }: Named): Promise<TargetSettings> {
  const { clients, placeholders, shown } = parts;
  const password = await keptSecret(clients.secrets, 'frontdesk/targets/warehouse', newSecret);
  await keptSecret(clients.secrets, target.secret, () => password);
  await addGroupRoles(shown.warehouse, givenBy(policy, { target: name, kind: 'role' }));
  const { WAREHOUSE_HOST: host, WAREHOUSE_PORT: port } = placeholders;
  const logins = ['frontdesk_a', 'frontdesk_b'];
  const config = {
    host,
    port: Number(port),
    database: 'app',
    user: 'frontdesk',
    logins,
    tls: 'off',
    callsPerSecond: 'unlimited',
  };
  return { ...target, config };
}

/** Whose records are read at a vendor's API: they are read at the laptop's own, under its key. */
async function atVendor({ clients, placeholders }: LocalParts, source: SourceSettings): Promise<SourceSettings> {
  const at = { bamboohr: placeholders.BAMBOOHR_URL, okta: placeholders.OKTA_URL };
  const { vendor, credential, config } = source;
  if (vendor !== 'bamboohr' && vendor !== 'okta') return source;
  const key = await keptSecret(clients.secrets, `frontdesk/sources/${vendor}/api`, newSecret);
  if (credential !== undefined) await keptSecret(clients.secrets, credential, () => key);
  return { ...source, config: { ...config, url: at[vendor] } };
}
