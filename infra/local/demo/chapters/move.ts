// She moves to another department: what the old job gave is gone, what the new one gives is there.
import { type Chapter, HER, isSettled } from '../chapter.ts';
import { post, prepare } from '../deliveries.ts';
import { due } from '../expected.ts';
import { seconds } from '../narrator.ts';
import { check, measure } from '../stage.ts';
import { until } from '../wait.ts';

const JOB = { department: 'Engineering', title: 'Engineer' };

export const move: Chapter = {
  name: 'move',
  title: 'She moves from Sales to Engineering',
  needs: ['hire'],
  async play(stage) {
    const before = due(stage.expected.get(HER.person) ?? JOB);
    const delivery = await prepare(stage, { what: 'move', source: 'bamboohr', subject: HER.subject, attributes: JOB });
    stage.expected.set(HER.person, { ...JOB, active: true });
    const started = performance.now();
    await post(stage, delivery);
    await until({ what: 'the move is applied', everyMs: 10 }, () => isSettled(stage, HER.person));
    const tookMs = performance.now() - started;
    const after = due(JOB);
    const lost = [...before.app, ...before.warehouse].filter(
      (name) => ![...after.app, ...after.warehouse].includes(name),
    );
    const gained = [...after.app, ...after.warehouse].filter(
      (name) => ![...before.app, ...before.warehouse].includes(name),
    );
    stage.say.line(
      `${gained.map((name) => `+${name}`).join(' ')} ${lost.map((name) => `-${name}`).join(' ')}`,
      seconds(tookMs),
    );
    measure(stage, 'move.appliedMs', tookMs);
    const seen = await stage.witness.of(HER.person);
    const held = [...seen.app, ...seen.warehouse].flatMap(({ entitlements }) => entitlements);
    const kept = lost.filter((name) => held.includes(name));
    check(stage, {
      what: 'a mover keeps nothing of the old job',
      ok: kept.length === 0,
      shown: `${lost.length} taken back`,
    });
  },
};
