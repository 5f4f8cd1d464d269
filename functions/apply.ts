// A person's open operations, applied.
import { batch } from '../shared/lambda/batch.ts';
import { traced } from '../shared/lambda/tracing.ts';
import { PersonWakeup } from '../shared/model/wakeup.ts';
import { apply } from '../shared/steps/apply.ts';
import { wired } from '../shared/wire.ts';

export const handler = batch(
  PersonWakeup,
  traced(
    'apply',
    wired((ports) => apply(ports, ports.pace)),
  ),
);
