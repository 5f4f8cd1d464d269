// Whether our entry is logged in and sees what it must. What it may write, only a write can tell: OpenLDAP has no way to ask.
import { PresenceFilter } from 'ldapts';
import type { Fault } from '../../model/fault.ts';
import { type Looking, lookUp } from './accounts.ts';
import { openConnections } from './sessions.ts';

/** Throws `Faulted` for what the calls say. */
export async function probeRights({ directory, config }: Looking): Promise<Fault | undefined> {
  await lookUp([{ person: 'probe', userName: '' }], { directory, config });
  const filter = new PresenceFilter({ attribute: 'objectClass' });
  const groups = await directory.search({ base: config.groups, scope: 'base', filter, attributes: ['objectClass'] });
  if (groups.length !== 1) return { kind: 'denied', detail: 'the place of groups is not shown to us' };
  const open = await openConnections([config.bindDn], { directory, config });
  if (open?.size === 0) return { kind: 'denied', detail: 'cn=Monitor does not show our own connection' };
  return undefined;
}
