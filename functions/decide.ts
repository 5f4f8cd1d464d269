// An event of a person, or a fact whose day has come: one decision.
import { batch } from '../shared/lambda/batch.ts';
import { traced } from '../shared/lambda/tracing.ts';
import { DecideWakeup } from '../shared/model/wakeup.ts';
import { decideWoken } from '../shared/steps/decide.ts';
import { wired } from '../shared/wire.ts';

export const handler = batch(DecideWakeup, traced('decide', wired(decideWoken)));
