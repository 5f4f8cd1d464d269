// One connection to a SCIM target: it probes, reads, scans and applies, and turns every break into a fault.
import * as z from 'zod';
import type { AccountRef, Reading, Wish } from '../../model/access.ts';
import type { Fault } from '../../model/fault.ts';
import type { AdapterPorts, Change, Connection, Outcome } from '../../ports/adapter.ts';
import { bringAbout } from './apply.ts';
import { capabilitiesOf } from './capabilities.ts';
import { createClient, type ScimClient } from './client.ts';
import { profileOf, type ScimConfig } from './config.ts';
import { Faulted } from './faults.ts';
import { heldBy } from './groups.ts';
import { onePage } from './lists.ts';
import { profileOfUser, spelled } from './mapping.ts';
import { ownToken } from './own-token.ts';
import type { VendorProfile } from './profiles.ts';
import { isActive } from './resources.ts';
import { startScans } from './scan.ts';
import { type Found, findUser, type Line } from './users.ts';

/** Connects: no call is made before the first question. */
export function connectionTo(config: ScimConfig, ports: AdapterPorts): Connection {
  const vendor = profileOf(config);
  const client = createClient(config, ports);
  const names = new Map<string, string>();
  const { createGroups } = config;
  const scans = startScans({ client, vendor, ports });
  const rotate = ownToken(config, ports);
  return {
    capabilities: capabilitiesOf(vendor, config.landingMs),
    probe: async (signal) => (await asValue(() => probe(client, signal)))?.fault,
    canonical: (wish) => canonical(wish, vendor),
    scan: ({ checkpoint, signal }) => asValue(() => scans.page({ checkpoint, signal })),
    read: ({ refs, signal }) =>
      asValue(async () => ({ kind: 'readings', readings: await readAll({ client, vendor, signal }, refs) })),
    apply: async ({ change, signal }) => {
      const watched = watching(client);
      const outcome = await asValue<Outcome>(async () =>
        isUnsupported(change, vendor)
          ? { kind: 'fault', fault: { kind: 'unsupported' } }
          : await bringAbout({ client: watched.client, vendor, signal, names, createGroups }, change),
      );
      return watched.wrote() ? neverUndone(outcome) : outcome;
    },
    ...(rotate && { rotate }),
    close: async () => client.close(),
  };
}

/** Both lists answer, with as little data as can be asked for. */
async function probe(client: ScimClient, signal: AbortSignal): Promise<undefined> {
  const item = z.looseObject({ id: z.string() });
  for (const path of ['/Users', '/Groups']) await onePage({ client, path, query: { count: '1' }, item, signal });
}

function isUnsupported(change: Change, vendor: VendorProfile): boolean {
  if (change.kind === 'remove') return !vendor.removes;
  const named = change.kind === 'ensure' ? [...change.grant, ...change.revoke] : change.revoke;
  return named.some((entitlement) => !entitlement.startsWith('group:'));
}

function canonical(wish: Wish, vendor: VendorProfile): Wish {
  return { ...wish, entitlements: [...new Set(wish.entitlements)].sort(), profile: spelled(wish.profile, vendor) };
}

/** One reading per ref, in order. Where groups must be listed, it is done once for all refs. */
async function readAll(line: Line, refs: readonly AccountRef[]): Promise<readonly Reading[]> {
  const found: Found[] = [];
  for (const ref of refs) found.push(await findUser(line, ref));
  const held = await heldBy(
    line,
    found.flatMap((one) => (one.kind === 'none' ? [] : [one.user])),
  );
  return found.map((one): Reading => {
    if (one.kind === 'none') return { kind: 'absent' };
    const { user } = one;
    return {
      kind: 'found',
      remoteId: user.id,
      account: isActive(user) ? 'active' : 'suspended',
      ours: one.kind === 'ours',
      entitlements: held.get(user.id) ?? [],
      profile: profileOfUser(user, line.vendor),
    };
  });
}

/** The client, and whether a write of it was taken. */
function watching(client: ScimClient): { readonly client: ScimClient; wrote(): boolean } {
  let wrote = false;
  const call: ScimClient['call'] = async (asked) => {
    const reply = await client.call(asked);
    wrote ||= asked.method !== 'GET' && reply.status < 300;
    return reply;
  };
  return { client: { ...client, call }, wrote: () => wrote };
}

/** `unavailable` promises that nothing happened: not after a write of the same change was taken. */
function neverUndone(outcome: Outcome): Outcome {
  if (outcome.kind !== 'fault' || outcome.fault.kind !== 'unavailable') return outcome;
  return { kind: 'fault', fault: { ...outcome.fault, kind: 'unknownOutcome' } };
}

/** The edge: what was thrown inside becomes a value. What nobody foresaw may have happened. */
async function asValue<T>(work: () => Promise<T>): Promise<T | { readonly kind: 'fault'; readonly fault: Fault }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Faulted) return { kind: 'fault', fault: error.fault };
    const detail = error instanceof Error ? error.name : 'thrown';
    return { kind: 'fault', fault: { kind: 'unknownOutcome', detail } };
  }
}
