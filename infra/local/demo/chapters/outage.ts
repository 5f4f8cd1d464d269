// The app goes down and people are hired all the same: the database goes on, the app's part waits.
import { type Chapter, isSettled } from '../chapter.ts';
import { send } from '../deliveries.ts';
import { due } from '../expected.ts';
import { seconds } from '../narrator.ts';
import { check, measure, type Stage } from '../stage.ts';
import { until } from '../wait.ts';

const JOBS = [
  { department: 'Engineering', title: 'Engineer' },
  { department: 'Support', title: 'Support Agent' },
  { department: 'Finance', title: 'Accountant' },
] as const;

/** Who is hired while the app is down, with their jobs. */
export const NEWCOMERS = Array.from({ length: 6 }, (_, position) => ({
  subject: String(900_200 + position),
  person: `hr-${900_200 + position}`,
  job: JOBS[position % JOBS.length] ?? JOBS[0],
}));

export const outage: Chapter = {
  name: 'outage',
  title: 'The app goes down while six people are hired',
  needs: ['hire'],
  async play(stage) {
    await stage.app.down();
    stage.say.line('the app refuses every connection');
    const started = performance.now();
    for (const { subject, person, job } of NEWCOMERS) {
      stage.expected.set(person, { ...job, active: true });
      await send(stage, { what: 'hire', source: 'bamboohr', subject, attributes: job });
    }
    await until({ what: 'the database part of six hires' }, () => inDatabase(stage));
    const tookMs = performance.now() - started;
    stage.say.line('six hires have their roles in the database', seconds(tookMs));
    measure(stage, 'outage.databaseMs', tookMs);
    const settled = await Promise.all(NEWCOMERS.map(({ person }) => isSettled(stage, person)));
    const early = settled.filter(Boolean).length;
    check(stage, {
      what: 'a dead target delays no other target',
      ok: early === 0,
      shown: '6 done in the database, 6 wait for the app',
    });
  },
};

async function inDatabase({ witness }: Stage): Promise<boolean> {
  const roles = await witness.warehouse();
  return NEWCOMERS.every(({ person, job }) =>
    roles.some(
      (role) =>
        role.person === person && role.active && due(job).warehouse.every((name) => role.entitlements.includes(name)),
    ),
  );
}
