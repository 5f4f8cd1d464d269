// A company moves in: its people file is imported, and everybody gets what the policy gives them.
import { writeFileSync } from 'node:fs';
import { peopleFile } from '../../people-seed.ts';
import type { Chapter } from '../chapter.ts';
import { frontdesk } from '../command-line.ts';
import { compare, due } from '../expected.ts';
import { seconds } from '../narrator.ts';
import { allApplied, readBack } from '../quiet.ts';
import { check, measure, type Stage } from '../stage.ts';
import { until } from '../wait.ts';

export const moveIn: Chapter = {
  name: 'import',
  title: 'A company moves in',
  needs: [],
  async play(stage) {
    const started = performance.now();
    const patience = 120 + stage.people.length / 4;
    writeFileSync(stage.file('people.csv'), peopleFile(stage.people));
    const { code, output } = await frontdesk(stage, ['import', stage.file('people.csv')]);
    stage.say.quote('npx frontdesk import people.csv', output);
    for (const { subject, department = '', title = '' } of stage.people)
      stage.expected.set(`hr-${subject}`, { department, title, active: true });
    const wanted = wantedAccounts(stage);
    const everyMs = 300 + stage.people.length / 4;
    await until({ what: 'accounts for everybody', everyMs, forSeconds: patience }, async () => {
      const [app, warehouse] = await Promise.all([stage.witness.app(), stage.witness.warehouse()]);
      return app.length >= wanted.app && warehouse.length >= wanted.warehouse;
    });
    await allApplied(stage, patience);
    const appliedMs = performance.now() - started;
    await stage.company.run('census');
    const { accounts, lacking, excess } = await compare(stage.expected, stage.witness);
    stage.say.line(`${wanted.app} accounts at the app, ${wanted.warehouse} in the database`, seconds(appliedMs));
    const readMs = await readBack(stage, patience);
    stage.say.line('every one of them read back', seconds(readMs));
    stage.say.aside(
      'Grants are read back after a minute; the demo sets the clock of the pipeline ahead instead of waiting.',
    );
    measure(stage, 'import.appliedMs', appliedMs);
    measure(stage, 'import.readBackMs', readMs);
    const right = code === 0 && accounts === wanted.app + wanted.warehouse && lacking.length + excess.length === 0;
    check(stage, { what: 'everybody of the file has what the policy gives', ok: right, shown: `${accounts} accounts` });
  },
};

function wantedAccounts({ people }: Stage): { readonly app: number; readonly warehouse: number } {
  const inDatabase = people.filter(
    ({ department = '', title = '' }) => due({ department, title }).warehouse.length > 0,
  );
  return { app: people.length, warehouse: inDatabase.length };
}
