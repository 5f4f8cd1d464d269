// The app comes back but throttles: the leaver goes first, everybody else catches up.
import { type Chapter, HER, isSettled } from '../chapter.ts';
import { seconds } from '../narrator.ts';
import { check, measure, type Stage } from '../stage.ts';
import { until } from '../wait.ts';
import { NEWCOMERS } from './outage.ts';

/** Calls a second that the app takes after its outage. */
const SLOW = 20;

export const recovery: Chapter = {
  name: 'recovery',
  title: 'The app comes back, and throttles',
  needs: ['leave'],
  async play(stage) {
    const her = (await stage.witness.of(HER.person)).app[0]?.id ?? '';
    stage.app.throttle(SLOW);
    stage.app.forget();
    await stage.app.up();
    stage.say.line(`back, but it answers 429 above ${SLOW} calls a second`);
    const started = performance.now();
    await swept(stage, 'the leaver is out of the app', () => isSettled(stage, HER.person));
    const outMs = performance.now() - started;
    stage.say.line('she is suspended at the app, after its return', seconds(outMs));
    await swept(stage, 'all newcomers have their accounts', async () =>
      (await Promise.all(NEWCOMERS.map(({ person }) => isSettled(stage, person)))).every(Boolean),
    );
    const caughtUpMs = performance.now() - started;
    const { writes, throttled } = stage.app.seen();
    stage.app.throttle(0);
    stage.say.line(
      `six accounts at the app; 429 was answered ${throttled === 1 ? 'once' : `${throttled} times`}`,
      seconds(caughtUpMs),
    );
    stage.say.aside('The sweep comes every minute; here every second, so that nobody waits for it.');
    measure(stage, 'recovery.leaverMs', outMs);
    measure(stage, 'recovery.caughtUpMs', caughtUpMs);
    measure(stage, 'recovery.throttled', throttled);
    const [first] = writes;
    const isHers = first?.path.endsWith(`/Users/${her}`) === true;
    check(stage, {
      what: 'a removal goes before the grants that waited longer',
      ok: isHers,
      shown: `${writes.length} writes, hers first`,
    });
  },
};

/** Looks ten times a second, and runs the sweep once a second. */
async function swept(stage: Stage, what: string, look: () => Promise<boolean>): Promise<void> {
  let looks = 0;
  await until({ what, everyMs: 100 }, async () => {
    if (await look()) return true;
    if (looks++ % 10 === 0) await stage.company.run('sweep');
    return false;
  });
}
