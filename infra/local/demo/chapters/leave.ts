// She leaves while the app is down: the database lets her out at once, with her open session; the app is remembered.
import { type Chapter, HER } from '../chapter.ts';
import { logIn } from '../database-session.ts';
import { post, prepare } from '../deliveries.ts';
import { seconds } from '../narrator.ts';
import { check, measure } from '../stage.ts';
import { until } from '../wait.ts';

export const leave: Chapter = {
  name: 'leave',
  title: 'She leaves while the app is down',
  needs: ['move', 'outage'],
  async play(stage) {
    const { secret } = (await stage.as('bravo').post(`credential/${HER.person}/warehouse`)) as { secret: string };
    const [role] = (await stage.witness.of(HER.person)).warehouse;
    const session = await logIn(stage, { user: role?.name ?? '', password: secret });
    if (session.kind === 'refused') throw new Error(`she could not log in before she left: ${session.code}`);
    const rows = await session.count('deployments');
    stage.say.line(
      'she has a credential, is logged in to the database, and reads',
      `${rows} row${rows === 1 ? '' : 's'}`,
    );
    const delivery = await prepare(stage, { what: 'leave', source: 'bamboohr', subject: HER.subject });
    stage.expected.set(HER.person, { department: 'Engineering', title: 'Engineer', active: false });
    const started = performance.now();
    await post(stage, delivery);
    const ended = await session.ended;
    const endedMs = performance.now() - started;
    await until({ what: 'the database lets her out', everyMs: 10 }, async () => {
      const [account] = (await stage.witness.of(HER.person)).warehouse;
      return account?.active === false;
    });
    stage.say.line(`her session is ended by the database (${ended})`, seconds(endedMs));
    const again = await logIn(stage, { user: role?.name ?? '', password: secret });
    stage.say.line(
      'she tries to log in again with the same password',
      again.kind === 'refused' ? `refused, ${again.code}` : 'LET IN',
    );
    measure(stage, 'leave.revokedMs', endedMs);
    const atApp = (await stage.witness.of(HER.person)).app;
    stage.say.line(
      'the app cannot be reached: there she is still',
      atApp.every(({ active }) => !active) ? 'suspended' : 'active',
    );
    const out = again.kind === 'refused' && again.code === '28000';
    check(stage, {
      what: 'a leaver is out of what can be reached at once, sessions too',
      ok: out,
      shown: seconds(endedMs),
    });
  },
};
