// A people file that lost two fifths of its people: nobody is removed, and nobody can wave it through alone.
import { writeFileSync } from 'node:fs';
import { peopleFile, seeded } from '../../people-seed.ts';
import type { Chapter } from '../chapter.ts';
import { frontdesk } from '../command-line.ts';
import { compare } from '../expected.ts';
import { check, type Stage } from '../stage.ts';

const KEPT = 0.6;

export const halfFile: Chapter = {
  name: 'half-file',
  title: 'A people file that lost 40 % of its people',
  needs: ['import'],
  async play(stage) {
    const kept = someOf(stage);
    writeFileSync(stage.file('half.csv'), peopleFile(kept));
    const imported = await frontdesk(stage, ['import', stage.file('half.csv')]);
    stage.say.quote('npx frontdesk import half.csv', imported.output);
    const plans = await frontdesk(stage, ['plans']);
    stage.say.quote('npx frontdesk plans', plans.output);
    const hash = (await absencePlan(stage))?.hash.slice(0, 12) ?? '';
    const byAuthor = await frontdesk(stage, ['approve', hash, '--as', 'alpha']);
    stage.say.quote(`npx frontdesk approve ${hash} --as alpha`, byAuthor.output);
    const byAnother = await frontdesk(stage, ['approve', hash, '--as', 'bravo']);
    stage.say.quote(`npx frontdesk approve ${hash} --as bravo`, byAnother.output);
    const codes = [imported.code, plans.code, byAuthor.code, byAnother.code];
    const { lacking } = await compare(stage.expected, stage.witness);
    const missing = stage.people.length - kept.length;
    check(stage, {
      what: 'a truncated file removes nobody; two others than its author must agree',
      ok: codes.join(' ') === '2 2 1 0' && lacking.length === 0,
      shown: `${missing} missing, ${lacking.length} lost anything`,
    });
    await frontdesk(stage, ['import', stage.file('people.csv')]);
    const isOver = (await absencePlan(stage)) === undefined;
    check(stage, {
      what: 'the next whole file ends the plan',
      ok: isOver,
      shown: isOver ? 'no plan waits' : 'IT WAITS',
    });
  },
};

/** The plan of those who were missing from a file, while it is open. */
async function absencePlan(stage: Stage): Promise<{ readonly hash: string } | undefined> {
  const open = (await stage.as('alpha').get('plans')) as { hash: string; kind: string }[];
  return open.find(({ kind }) => kind === 'absence');
}

function someOf({ people }: Stage): Stage['people'] {
  const random = seeded(people.length);
  const byLot = people.map((person) => ({ person, lot: random() })).sort((a, b) => a.lot - b.lot);
  const kept = new Set(byLot.slice(0, Math.floor(people.length * KEPT)).map(({ person }) => person.subject));
  return people.filter(({ subject }) => kept.has(subject));
}
