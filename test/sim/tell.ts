// A vendor's delivery on its way to our door: sent again and again until it is answered with a success.

import type { RawReply } from '../../shared/ports/source.ts';
import { accept } from '../../shared/steps/accept.ts';
import type { Stage } from './stage.ts';
import { requestOf, type Telling } from './vendor.ts';

const PATIENCE = 10_000;

export function deliver(stage: Stage, telling: Telling, tries: number): void {
  const { world, workers } = stage;
  const { timeline, dice, vendor } = world;
  let answered = false;
  const again = () => {
    if (answered) return;
    answered = true;
    const wait = Math.min(60_000, 1_000 * 2 ** Math.min(tries, 6)) + dice.below(500);
    timeline.at(timeline.now() + wait, () => deliver(stage, telling, tries + 1));
  };
  const take = ({ status, body }: RawReply) => {
    if (telling.forged) {
      if (status !== 401) world.troubles.push(`a forged delivery was answered with ${status}`);
      answered = true;
    } else if (status >= 200 && status < 300 && !answered) {
      answered = true;
      const { events } = JSON.parse(body ?? '') as { events: readonly string[] };
      for (const event of events) vendor.acknowledged.add(event);
    } else if (status >= 500) again();
    else world.troubles.push(`a delivery was answered with ${status}`);
  };
  workers.run('webhook', {
    what: `deliver ${telling.source} ${telling.events.map(({ vendorId }) => vendorId).join(' ')}`,
    timeoutMs: PATIENCE,
    work: async ({ ports }) => take(await accept(ports)({ source: telling.source, request: requestOf(telling) })),
  });
  timeline.at(timeline.now() + PATIENCE, again);
}
