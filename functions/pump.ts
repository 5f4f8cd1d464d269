// A target's backlog, drained at its pace.
import { batch } from '../shared/lambda/batch.ts';
import { traced } from '../shared/lambda/tracing.ts';
import { TargetWakeup } from '../shared/model/wakeup.ts';
import { pump } from '../shared/steps/pump.ts';
import { wired } from '../shared/wire.ts';

export const handler = batch(
  TargetWakeup,
  traced(
    'pump',
    wired((ports) => pump(ports, ports.pace)),
  ),
);
