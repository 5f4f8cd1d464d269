// Policy versions: a content-addressed bundle, and the row that says which one is in force.
import { Policy } from '../model/policy.ts';
import type { Pipeline, PolicyVersion } from '../ports/pipeline.ts';
import type { Key } from '../ports/table.ts';
import { recordDeed } from './deeds.ts';
import { decideWakeup, wake } from './wake.ts';

type Store = Pick<Pipeline, 'table' | 'settings'>;

function bundleKey({ settings }: Store, version: string): Key {
  return { table: 'state', pk: `${settings.tenant}#policy#${version}`, sk: 'bundle' };
}

function activeKey({ settings }: Store): Key {
  return { table: 'state', pk: `${settings.tenant}#policy#active`, sk: 'everybody' };
}

/** The version in force. Throws when none was ever published: nothing can be decided without one. */
export async function readActivePolicy(store: Store): Promise<PolicyVersion> {
  const pointer = await store.table.get(activeKey(store));
  const active = pointer && (await readPolicyVersion(store, String(pointer.fields.version)));
  if (!active) throw new Error('no policy is published: run "frontdesk policy publish DIR"');
  return active;
}

/** Undefined when it was never published. */
export async function readPolicyVersion(store: Store, version: string): Promise<PolicyVersion | undefined> {
  const item = await store.table.get(bundleKey(store, version));
  return item && { version, bundle: Policy.parse(JSON.parse(String(item.fields.bundle))) };
}

/** Where a walk over the table stops for now: at this moment of the clock, to be taken up at `cursor`. */
export interface Slice {
  readonly until?: number;
  readonly cursor?: string;
}

/**
 * Wakes everybody whose last decision was made under another version than the one in force; the guard sees what they would
 * lose by it. Answers how many, and a cursor when the slice ended before the table did.
 */
export async function wakeStale(
  ports: Pipeline,
  { until = Number.POSITIVE_INFINITY, cursor: from }: Slice = {},
): Promise<{ readonly woken: number; readonly cursor?: string }> {
  const { version } = await readActivePolicy(ports);
  let woken = 0;
  let cursor = from;
  do {
    const page = await ports.table.scan('state', cursor);
    const stale = page.items.filter(
      ({ pk, sk, fields }) => sk === 'person' && pk.startsWith(`${ports.settings.tenant}#p#`) && fields.pol !== version,
    );
    await wake(
      ports,
      stale.map(({ pk }) => decideWakeup(ports, pk.split('#')[2] ?? '', version)),
    );
    woken += stale.length;
    cursor = page.cursor;
  } while (cursor !== undefined && ports.clock.now() < until);
  return { woken, ...(cursor !== undefined && { cursor }) };
}

/** Publishes a bundle for everybody; the version is twelve characters of its content hash. Publishing it again changes nothing. */
export async function publishPolicy(
  ports: Pipeline,
  bundle: Policy,
  actor: string,
): Promise<{ version: string; changed: boolean }> {
  const text = JSON.stringify(Policy.parse(bundle));
  const version = ports.digest.sha256(text).slice(0, 12);
  const pointer = await ports.table.get(activeKey(ports));
  if (pointer?.fields.version === version) return { version, changed: false };
  await ports.table.write([{ kind: 'put', item: { ...bundleKey(ports, version), fields: { bundle: text } } }]);
  const put = { kind: 'put', item: { ...activeKey(ports), fields: { version } } } as const;
  await recordDeed(ports, { noun: 'policy', id: version, actor, act: 'published', with: [put] });
  return { version, changed: true };
}
