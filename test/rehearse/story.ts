// The rehearsal of docs/deploy.md, "Backup and restore", step by step: a company is lost and comes back.
import { join } from 'node:path';
import { seededPerson } from '../../infra/local/people-seed.ts';
import { accounts, command, disaster, type Field, restoreCommand, said, sealed, startAgain, until } from './field.ts';

export interface Step {
  readonly says: string;
  /** Throws when it is not as it says; a text is worth telling. */
  run(field: Field): Promise<string | undefined>;
}

const DAY = 24 * 3_600_000;
const STAFF = Array.from({ length: 12 }, (_, at) => 1 + at);
const LEAVERS = [1, 2, 3, 4, 5];
const FUTURE = 13;
const IN_FLIGHT = [14, 15, 16, 17, 18, 19];
const LATER = [20, 21];
const LATER_LEAVER = 6;
/** Events that no source sends again: an account of nobody, and a leaver whom the ledger takes for staff. */
const FORGOTTEN = { hired: 22, left: 7 };

const nameOf = (number: number) => seededPerson(7, number).userName ?? '';
const idOf = (number: number) => `hr-${seededPerson(7, number).subject}`;

function must(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Error(otherwise);
}

/** Whether these have an account at both targets that is open, or shut. */
async function have(field: Field, numbers: readonly number[], open: boolean): Promise<boolean> {
  const { app, roles } = await accounts(field);
  return numbers.every((number) => app.get(nameOf(number)) === open && roles.get(nameOf(number)) === open);
}

async function areReadBack({ laptop }: Field, numbers: readonly number[]): Promise<boolean> {
  const reports = await Promise.all(numbers.map((number) => laptop.operator('GET', `person/${idOf(number)}`)));
  const targets = reports.flatMap(({ json }) => (json as { targets: { state: string }[] }).targets);
  return targets.every(({ state }) => state === 'verified');
}

async function openPlans(field: Field): Promise<readonly string[]> {
  const plans = (await command(field, 2, 'plans')) as { hash: string }[];
  return plans.map(({ hash }) => hash);
}

export const story: readonly Step[] = [
  {
    says: 'a company works: people, leavers, a held plan, a hire in three days, a sealed log',
    async run(field) {
      for (const number of STAFF) await said(field, { what: 'hire', number });
      await until(
        field,
        'all have accounts, read back',
        async () => (await have(field, STAFF, true)) && (await areReadBack(field, STAFF)),
      );
      await field.laptop.run('census');
      for (const number of LEAVERS) await said(field, { what: 'leave', number });
      await said(field, { what: 'hire', number: FUTURE, days: 4 });
      await until(
        field,
        'a plan is held',
        async () => (await command(field, 2, 'plans').catch(() => [])) !== undefined,
      );
      await sealed(field);
      field.since.length = 0;
      return `${(await openPlans(field)).length} plan held`;
    },
  },
  {
    says: 'a backup is taken while it runs and hires come in',
    async run(field) {
      const hires = IN_FLIGHT.map((number) => said(field, { what: 'hire', number }));
      await command(field, 0, 'backup', join(field.safe, 'backup.jsonl'));
      await Promise.all(hires);
      return undefined;
    },
  },
  {
    says: 'a day goes on behind the backup: hires, leavers, sealed heads that it does not know',
    async run(field) {
      await field.laptop.skip(DAY + 3_600_000);
      for (const number of [...LATER, FORGOTTEN.hired]) await said(field, { what: 'hire', number });
      for (const number of [LATER_LEAVER, FORGOTTEN.left]) await said(field, { what: 'leave', number });
      await until(field, 'hires are made', () => have(field, [...IN_FLIGHT, ...LATER, FORGOTTEN.hired], true));
      await until(field, 'leavers are shut out', () => have(field, [LATER_LEAVER, FORGOTTEN.left], false));
      await sealed(field);
      await command(field, 0, 'audit', 'export', join(field.safe, 'before.jsonl'));
      const verdict = (await command(field, 0, 'audit', 'check', join(field.safe, 'before.jsonl'))) as {
        last: { number: number; hash: string };
      };
      field.last = verdict.last;
      return `the auditor holds head ${verdict.last.number}`;
    },
  },
  {
    says: 'everything but the targets and the archive of heads is destroyed, and restored',
    async run(field) {
      await disaster(field);
      const [backup, keys, heads] = ['backup.jsonl', 'keys.jsonl', 'heads.jsonl'].map((name) => join(field.safe, name));
      const { code, out } = await restoreCommand(field, `${backup}`, '--keys', `${keys}`, '--heads', `${heads}`);
      must(code === 2, `the restore ended with ${code}: ${out}`);
      return out.trim();
    },
  },
  {
    says: 'it takes events in and leaves every target alone; nobody who left meanwhile comes back',
    async run(field) {
      await startAgain(field, true);
      await field.laptop.run('sweep');
      must(await have(field, [LATER_LEAVER, FORGOTTEN.left], false), 'a leaver is in again');
      must(await have(field, [...LATER, FORGOTTEN.hired], true), 'an account made after the backup was touched');
      return undefined;
    },
  },
  {
    says: 'the audit log takes no head on top, says what is wrong, and goes on when it is told to, naming what is lost',
    async run(field) {
      await field.laptop.run('seal').then(
        () => must(false, 'a head was sealed over a log that was rolled back'),
        () => undefined,
      );
      const file = join(field.safe, 'rolled-back.jsonl');
      await command(field, 0, 'audit', 'export', file);
      const { firstBad } = (await command(field, 1, 'audit', 'check', file)) as { firstBad: { what: string } };
      must(firstBad.what.includes('rolled back'), `the check says: ${firstBad.what}`);
      const resumed = await command(field, 2, 'audit', 'resume');
      await sealed(field);
      return `${firstBad.what}\n    ${JSON.stringify(resumed)}`;
    },
  },
  {
    says: 'sources send again what they sent since the backup, but for two events; decided, and nothing touched yet',
    async run(field) {
      const again = field.since.filter(({ number }) => !Object.values(FORGOTTEN).includes(number));
      field.since.length = 0;
      for (const occurred of again) await said(field, occurred);
      await until(field, 'who left is known to have left', async () => {
        const { json } = await field.laptop.operator('GET', `person/${idOf(LATER_LEAVER)}`);
        return (json as { status?: string }).status === 'left';
      });
      return `${again.length} deliveries with their old ids`;
    },
  },
  {
    says: 'started as usual, every system agrees again: one account each, leavers out',
    async run(field) {
      await field.laptop.stop();
      await startAgain(field, false);
      const staff = STAFF.filter((number) => ![...LEAVERS, LATER_LEAVER, FORGOTTEN.left].includes(number));
      await until(field, 'all are in', () => have(field, [...staff, ...IN_FLIGHT, ...LATER], true));
      await until(field, 'who left is out', () => have(field, [LATER_LEAVER], false));
      return undefined;
    },
  },
  {
    says: 'a comparison finds what no source sent again, and neither deletes the account nor lets the leaver in',
    async run(field) {
      await field.laptop.skip(5 * 60_000);
      await field.laptop.run('sweep');
      const views = (await command(field, 2, 'reconcile')) as { report: { drift: { [name: string]: number } } }[];
      for (const { report } of views) must((report.drift.orphan ?? 0) >= 1, `no orphan: ${JSON.stringify(report)}`);
      must(await have(field, [FORGOTTEN.hired], true), 'the account of nobody was touched');
      must(await have(field, [FORGOTTEN.left], false), 'the comparison let a leaver in');
      return views.map(({ report }) => JSON.stringify(report.drift)).join(' ');
    },
  },
  {
    says: 'once these are sent too, nothing is left over',
    async run(field) {
      await said(field, { what: 'hire', number: FORGOTTEN.hired });
      await said(field, { what: 'leave', number: FORGOTTEN.left });
      await until(
        field,
        'both are as they should be',
        async () => (await have(field, [FORGOTTEN.hired], true)) && (await have(field, [FORGOTTEN.left], false)),
      );
      return undefined;
    },
  },
  {
    says: 'the plan that was held is still held, and two people release it',
    async run(field) {
      const plans = await openPlans(field);
      must(plans.length > 0, 'the held plan is gone');
      for (const hash of plans) {
        await command(field, 0, '--as', 'bravo', 'approve', hash).catch(() => undefined);
        await command(field, 0, '--as', 'charlie', 'approve', hash);
      }
      await until(field, 'all leavers are out', () => have(field, LEAVERS, false));
      return undefined;
    },
  },
  {
    says: 'the log is whole but for what it says is lost, and holds every head that the auditor knew',
    async run(field) {
      await sealed(field);
      const file = join(field.safe, 'after.jsonl');
      await command(field, 0, 'audit', 'export', file);
      const verdict = (await command(field, 2, 'audit', 'check', file)) as {
        ok: boolean;
        rows: number;
        restores: object[];
      };
      must(verdict.ok && verdict.restores.length === 1, JSON.stringify(verdict));
      return `${verdict.rows} rows; ${JSON.stringify(verdict.restores)}`;
    },
  },
  {
    says: 'the hire of the future takes place on its day, and not before',
    async run(field) {
      must(!(await accounts(field)).app.has(nameOf(FUTURE)), 'the hire of the future is early');
      await field.laptop.skip(4 * DAY);
      await until(field, 'the hire of the future is in', () => have(field, [FUTURE], true));
      return undefined;
    },
  },
];
