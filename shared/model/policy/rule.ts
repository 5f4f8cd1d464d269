// A rule: who gets which roles.
import * as z from 'zod';
import { Name } from '../ids.ts';
import { When } from './condition.ts';

export const Rule = z.strictObject({ id: Name, when: When, roles: z.array(Name).min(1) });
export type Rule = z.infer<typeof Rule>;
