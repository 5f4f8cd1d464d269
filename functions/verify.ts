// Applied operations, read back: one read a target for all people of the batch.

import { traced } from '../shared/lambda/tracing.ts';
import { wholeBatch } from '../shared/lambda/whole-batch.ts';
import { PersonWakeup } from '../shared/model/wakeup.ts';
import { verify } from '../shared/steps/verify.ts';
import { wired } from '../shared/wire.ts';

const verifyAll = traced(
  'verify',
  wired((ports) => verify(ports, ports.pace)),
);

export const handler = wholeBatch(PersonWakeup, (wakeups) => verifyAll(wakeups.map(({ person }) => person)));
