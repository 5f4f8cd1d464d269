// Somebody is hired: BambooHR's webhook to two usable accounts, and the time that took.
import { type Chapter, HER, isSettled } from '../chapter.ts';
import { post, prepare } from '../deliveries.ts';
import { seconds } from '../narrator.ts';
import { readBack } from '../quiet.ts';
import { check, measure } from '../stage.ts';
import { until } from '../wait.ts';

const JOB = { department: 'Sales', title: 'Account Executive' };

export const hire: Chapter = {
  name: 'hire',
  title: 'Somebody is hired',
  needs: ['import'],
  async play(stage) {
    const wanted = {
      what: 'hire',
      source: 'bamboohr',
      subject: HER.subject,
      attributes: JOB,
      date: '2025-09-01',
    } as const;
    const delivery = await prepare(stage, wanted);
    stage.expected.set(HER.person, { ...JOB, active: true });
    const started = performance.now();
    const status = await post(stage, delivery);
    stage.say.line(
      `BambooHR posts a signed webhook about ${HER.person}: answered ${status}`,
      seconds(performance.now() - started),
    );
    await until({ what: 'two accounts for the hire', everyMs: 10 }, () => isSettled(stage, HER.person));
    const appliedMs = performance.now() - started;
    stage.say.line('webhook to accounts at the app and in the database', seconds(appliedMs));
    const readMs = await readBack(stage);
    stage.say.line(
      'both read back by a read that does not trust the reply (the wait of a minute skipped)',
      seconds(readMs),
    );
    measure(stage, 'hire.appliedMs', appliedMs);
    measure(stage, 'hire.readBackMs', readMs);
    const { targets } = (await stage.as('alpha').get(`person/${HER.person}`)) as { targets: { state: string }[] };
    const verified = targets.filter(({ state }) => state === 'verified').length;
    check(stage, {
      what: 'a hire is applied and verified at both targets',
      ok: verified === 2,
      shown: `${verified} of 2`,
    });
  },
};
