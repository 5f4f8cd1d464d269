// A rule: who gets which roles.
import * as z from 'zod';
import { Name } from '../ids.ts';
import { When } from './condition.ts';

export const Rule = z.strictObject({
  id: Name.describe('its name in reasons, plans and the audit log'),
  when: z.lazy(() => When).describe('what must hold of a person'),
  roles: z.array(Name).min(1).describe('the roles that it gives'),
});
export type Rule = z.infer<typeof Rule>;
