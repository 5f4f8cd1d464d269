// One Okta user as a whole statement: the profile, and what the status means for access.
import * as z from 'zod';
import type { Turn } from '../../model/event.ts';
import type { Fetched } from '../../ports/source.ts';
import { attributesOf, type FieldMapping } from '../record-attributes.ts';
import { StatedInstant } from '../stated-time.ts';

const Instant = StatedInstant.nullish();

const User = z.object({
  id: z.string(),
  status: z.enum([
    'STAGED',
    'PROVISIONED',
    'ACTIVE',
    'RECOVERY',
    'LOCKED_OUT',
    'PASSWORD_EXPIRED',
    'SUSPENDED',
    'DEPROVISIONED',
  ]),
  transitioningToStatus: z.string().nullish(),
  created: StatedInstant,
  activated: Instant,
  statusChanged: Instant,
  lastUpdated: Instant,
  profile: z.record(z.string(), z.unknown()),
});
type User = z.infer<typeof User>;

const NotFound = z.object({ errorCode: z.literal('E0000007') });

/**
 * | status | employment |
 * |---|---|
 * | STAGED | none yet |
 * | PROVISIONED, ACTIVE, RECOVERY, LOCKED_OUT, PASSWORD_EXPIRED | active: trouble with a password is not a leave |
 * | SUSPENDED | paused since the status changed |
 * | DEPROVISIONED, or on the way there | left since then |
 */
function turnsOf(user: User): readonly Turn[] {
  const since = { instant: user.activated ?? user.created };
  const active: Turn = { status: 'active', at: since };
  const updated = user.lastUpdated ?? user.created;
  const changed = { instant: user.statusChanged ?? updated };
  if (user.status === 'DEPROVISIONED') return [active, { status: 'left', at: changed }];
  if (user.transitioningToStatus === 'DEPROVISIONED') return [active, { status: 'left', at: { instant: updated } }];
  if (user.status === 'STAGED') return [];
  return user.status === 'SUSPENDED' ? [active, { status: 'paused', at: changed }] : [active];
}

/** Checks that the answer is about the person asked for. */
export function statementOf(body: unknown, subject: string, mapping: FieldMapping): Fetched {
  const parsed = User.safeParse(body);
  if (!parsed.success) return breach('id, status, a time or the profile is not readable');
  if (parsed.data.id !== subject) return breach('the answer is about somebody else');
  const read = attributesOf(parsed.data.profile, mapping);
  if (read.kind === 'unreadable') return { kind: 'fault', fault: { kind: 'invalid', field: read.attribute } };
  const statement = { whole: true, attributes: read.attributes, turns: [...turnsOf(parsed.data)] };
  return { kind: 'found', subject, statement };
}

function breach(detail: string): Fetched {
  return { kind: 'fault', fault: { kind: 'contractBreach', detail } };
}

/** Okta's own "resource not found" (error E0000007), as opposed to a 404 of whatever stands before it. */
export function isNotFound(body: unknown): boolean {
  return NotFound.safeParse(body).success;
}
