// An outsider takes access away in PostgreSQL; the daily workflow on the deployed stage must find it and give it back.
import { runWorkflow } from './account.ts';
import { groupsOf, takeGroup } from './database.ts';
import { expectSame, until } from './expected.ts';
import { frontdesk, type Stage, subjectOf, userNameOf } from './stage.ts';

const GROUP = 'engineering_ro';

interface Person {
  readonly targets: readonly { readonly target: string; readonly state: string }[];
}

/** Only what was read back once can drift, which takes a minute or two after a hire. */
async function isVerified(stage: Stage, url: string, number: number): Promise<boolean> {
  const { stdout } = await frontdesk(stage, url, 'person', `hr-${subjectOf(number)}`, '--json');
  const { targets } = JSON.parse(stdout) as Person;
  return targets.some(({ target, state }) => target === 'warehouse' && state === 'verified');
}

/** The account of this number has lost its group, and has it again. */
export async function comparisonRound(stage: Stage, url: string, number: number): Promise<string> {
  const account = userNameOf(number);
  await until('the hire was read back', 180, () => isVerified(stage, url, number));
  expectSame('groups before', await groupsOf(stage, account), [GROUP]);
  await takeGroup(stage, account, GROUP);
  const taken = Date.now();
  await runWorkflow(stage, 'daily');
  await until('the group is back', 60, async () => (await groupsOf(stage, account)).includes(GROUP));
  const seconds = Math.round((Date.now() - taken) / 1000);
  await frontdesk(stage, url, 'drift', 'warehouse', '--json').catch(() => undefined);
  // By hand too, as an operator starts it.
  await frontdesk(stage, url, 'reconcile', '--target', 'warehouse', '--no-wait');
  return `${GROUP} was back ${seconds} s after it was taken`;
}
