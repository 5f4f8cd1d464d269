// She comes back: the accounts that were kept are opened again, and a new employment begins.
import { type Chapter, HER, isSettled } from '../chapter.ts';
import { post, prepare } from '../deliveries.ts';
import { seconds } from '../narrator.ts';
import { check, measure, type Stage } from '../stage.ts';
import { until } from '../wait.ts';

const JOB = { department: 'Engineering', title: 'Engineering Lead' };

export const rehire: Chapter = {
  name: 'rehire',
  title: 'She is hired again',
  needs: ['recovery'],
  async play(stage) {
    const idsBefore = await idsOf(stage);
    const delivery = await prepare(stage, {
      what: 'rehire',
      source: 'bamboohr',
      subject: HER.subject,
      attributes: JOB,
    });
    stage.expected.set(HER.person, { ...JOB, active: true });
    const started = performance.now();
    await post(stage, delivery);
    await until({ what: 'the rehire is applied', everyMs: 10 }, () => isSettled(stage, HER.person));
    const tookMs = performance.now() - started;
    stage.say.line('webhook to both accounts open again', seconds(tookMs));
    const { since = '' } = (await stage.as('alpha').get(`person/${HER.person}`)) as { since?: string };
    stage.say.line('employed since 2025-09-01 before she left; now since', since.slice(0, 10));
    measure(stage, 'rehire.appliedMs', tookMs);
    const same = (await idsOf(stage)) === idsBefore;
    const fresh = since > '2025-09-02';
    check(stage, {
      what: 'a rehire has the accounts of before, and a new employment',
      ok: same && fresh,
      shown: `${same ? 'same ids' : 'OTHER IDS'}, ${fresh ? 'new epoch' : 'OLD EPOCH'}`,
    });
  },
};

async function idsOf({ witness }: Stage): Promise<string> {
  const { app, warehouse } = await witness.of(HER.person);
  return [...app, ...warehouse].map(({ id }) => id).join(' ');
}
