// The same news several times, in the wrong order, and forged: one account, and a 401 for each forgery.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Chapter, isSettled } from '../chapter.ts';
import { type Delivery, post, prepare } from '../deliveries.ts';
import { type Forgery, forgeries } from '../forgeries.ts';
import { check, measure, type Stage } from '../stage.ts';
import { until } from '../wait.ts';

const PERSON = { subject: '900100', person: 'hr-900100' };
const STRANGER = { subject: '900199', person: 'hr-900199' };

export const deliveries: Chapter = {
  name: 'deliveries',
  title: 'The same news again, in the wrong order, and forged',
  needs: ['import'],
  async play(stage) {
    const hired = await prepare(stage, about('hire', { department: 'Support', title: 'Support Agent' }));
    await sleep(5);
    const moved = await prepare(stage, about('move', { department: 'Finance', title: 'Accountant' }));
    stage.expected.set(PERSON.person, { department: 'Finance', title: 'Accountant', active: true });
    const wild = [moved, hired, moved, hired, hired, moved, hired, moved];
    const statuses = await Promise.all(wild.map((delivery) => post(stage, delivery)));
    const taken = statuses.filter((status) => status === 202).length;
    stage.say.line(
      'a hire and a later move, four times each at once, the move first',
      `${taken} of ${wild.length} answered 202`,
    );
    await until({ what: 'one account for eight deliveries' }, () => isSettled(stage, PERSON.person));
    const rows = await inboxRows(stage, PERSON.subject);
    const { app, warehouse } = await stage.witness.of(PERSON.person);
    const once = taken === wild.length && rows === 2 && app.length === 1 && warehouse.length === 1;
    check(stage, {
      what: 'eight deliveries of two events are one account with the later job',
      ok: once,
      shown: `${rows} events, ${app.length} + ${warehouse.length} accounts`,
    });
    await playForgeries(stage);
  },
};

function about(what: 'hire' | 'move', attributes: { readonly [name: string]: string }) {
  return { what, source: 'standard', subject: PERSON.subject, attributes } as const;
}

async function playForgeries(stage: Stage): Promise<void> {
  const forged = [
    ...(await forgeries(stage, 'standard', STRANGER.subject)),
    ...(await forgeries(stage, 'bamboohr', STRANGER.subject)),
  ];
  const statuses = await Promise.all(
    forged.map(({ delivery }: Forgery): Promise<number> => post(stage, delivery as Delivery)),
  );
  const through = forged.filter((_, position) => statuses[position] !== 401).map(({ how }) => how);
  stage.say.aside(`forged: ${[...new Set(forged.map(({ how }) => how))].join(', ')}`);
  const rows =
    (await inboxRows(stage, STRANGER.subject, 'standard')) + (await inboxRows(stage, STRANGER.subject, 'bamboohr'));
  measure(stage, 'forged', forged.length);
  check(stage, {
    what: 'every forged delivery is refused, and none leaves a trace',
    ok: through.length === 0 && rows === 0,
    shown: through.length === 0 ? `${forged.length} × 401` : `let in: ${through.join(', ')}`,
  });
}

async function inboxRows({ company }: Stage, subject: string, source = 'standard'): Promise<number> {
  const { table, settings } = company.pipeline;
  const pk = `${settings.tenant}#in#${source}#${subject}`;
  return (await table.query({ table: 'state', pk, limit: 100 })).items.length;
}
