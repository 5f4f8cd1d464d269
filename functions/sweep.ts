// Every minute: who is due gets a wake-up again.
import { scheduled } from '../shared/lambda/scheduled.ts';
import { traced } from '../shared/lambda/tracing.ts';
import { sweep } from '../shared/steps/sweep.ts';
import { wired } from '../shared/wire.ts';

export const handler = scheduled(traced('sweep', wired(sweep)));
