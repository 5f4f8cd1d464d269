// Policy versions: a content-addressed bundle, and the row that says which one is in force.
import { policyText } from '../core/policy/canonical.ts';
import { Origin } from '../model/policy/origin.ts';
import { Policy } from '../model/policy/policy.ts';
import type { Pipeline, PolicyVersion } from '../ports/pipeline.ts';
import type { Key } from '../ports/table.ts';
import { recordDeed } from './deeds.ts';
import { walkWrite } from './stale.ts';

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
  if (!pointer || !active) throw new Error('no policy is published: run "frontdesk policy publish DIR"');
  const { by } = pointer.fields;
  return { ...active, ...(typeof by === 'string' && { publishedBy: by }) };
}

/** Undefined when it was never published. */
export async function readPolicyVersion(store: Store, version: string): Promise<PolicyVersion | undefined> {
  const item = await store.table.get(bundleKey(store, version));
  if (!item) return undefined;
  const { bundle, origin } = item.fields;
  return {
    version,
    bundle: Policy.parse(JSON.parse(String(bundle))),
    ...(typeof origin === 'string' && { origin: Origin.parse(JSON.parse(origin)) }),
  };
}

/**
 * Publishes a bundle for everybody; the version is twelve characters of its content hash. Publishing it again changes
 * nothing, but what its places are. Whoever was decided under another version is woken by the walk that begins with it (`wakeStale`).
 */
export async function publishPolicy(
  ports: Pipeline,
  bundle: Policy,
  { actor, origin }: { readonly actor: string; readonly origin?: Origin },
): Promise<{ version: string; changed: boolean }> {
  const text = policyText(Policy.parse(bundle));
  const version = ports.digest.sha256(text).slice(0, 12);
  const pointer = await ports.table.get(activeKey(ports));
  const isInForce = pointer?.fields.version === version;
  if (isInForce && !origin) return { version, changed: false };
  await ports.table.write([
    {
      kind: 'put',
      item: {
        ...bundleKey(ports, version),
        fields: { bundle: text, ...(origin && { origin: JSON.stringify(origin) }) },
      },
    },
  ]);
  if (isInForce) return { version, changed: false };
  const put = { kind: 'put', item: { ...activeKey(ports), fields: { version, by: actor } } } as const;
  const walk = pointer ? [walkWrite(ports, version)] : [];
  await recordDeed(ports, { noun: 'policy', id: version, actor, act: 'published', with: [put, ...walk] });
  return { version, changed: true };
}
