// Every minute: rotations under way go on; every few hours: what is due begins.
import * as z from 'zod';
import { task } from '../shared/lambda/task.ts';
import { rotate } from '../shared/steps/rotate.ts';
import { wired } from '../shared/wire.ts';

const Input = z.object({ secret: z.string().optional() });

export const handler = task(Input, wired(rotate));
