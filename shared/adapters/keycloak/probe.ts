// Whether our service account may do what it must, and whether the realm keeps the mark that we put on accounts.
import * as z from 'zod';
import type { Fault } from '../../model/fault.ts';
import type { KeycloakConfig } from './config.ts';
import { Faulted } from './faults.ts';
import { MARK } from './mapping.ts';
import type { Looking } from './users.ts';

const UserProfile = z.looseObject({
  attributes: z.array(
    z.looseObject({
      name: z.string(),
      permissions: z.looseObject({ edit: z.array(z.string()).default([]) }).optional(),
    }),
  ),
  unmanagedAttributePolicy: z.string().optional(),
});

const Visible = z.array(z.looseObject({ access: z.looseObject({ manage: z.boolean() }).optional() }));

/** Rights to see and manage users and to see groups; then the mark. Throws `Faulted` for what the calls say. */
export async function probeRights({ client, signal }: Looking, config: KeycloakConfig): Promise<Fault | undefined> {
  const users = Visible.parse((await client.call({ method: 'GET', path: '/users?first=0&max=1', signal })).body);
  if (users.some((user) => user.access?.manage === false)) return { kind: 'denied', detail: 'manage-users is missing' };
  z.array(z.unknown()).parse((await client.call({ method: 'GET', path: '/groups?first=0&max=1', signal })).body);
  await requireAttributes({ client, signal }, config);
  return undefined;
}

/**
 * A realm drops undeclared attributes without a word and answers 201, so an account would be nobody's: asked before the
 * first account is made (Server Administration Guide, "Managing user attributes", unmanaged attributes).
 */
export async function requireAttributes({ client, signal }: Looking, config: KeycloakConfig): Promise<void> {
  const profile = UserProfile.parse((await client.call({ method: 'GET', path: '/users/profile', signal })).body);
  if (['ENABLED', 'ADMIN_EDIT'].includes(profile.unmanagedAttributePolicy ?? '')) return;
  for (const name of [MARK, ...Object.values(config.attributes)]) {
    const declared = profile.attributes.find((attribute) => attribute.name === name);
    if (declared?.permissions?.edit.includes('admin')) continue;
    throw new Faulted({
      kind: 'unsupported',
      detail: `the realm's user profile has no attribute ${name} for administrators`,
    });
  }
}
