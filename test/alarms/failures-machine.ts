// Failures of the machine and of what surrounds it: calls, secrets, functions, the audit log, and what falls silent.
import { accept } from '../../shared/steps/accept.ts';
import { noteIncident } from '../../shared/steps/operate/alarms.ts';
import { savePlan } from '../../shared/steps/plans.ts';
import type { Company } from '../builders/a-company.ts';
import { leave } from '../builders/occasions.ts';
import { tableFaults } from '../memory/table-faults.ts';
import { type Failure, hires, staff } from './failure.ts';

const hour = 60;
const day = 24 * hour;

/** Ten deliveries with a signature that does not fit. */
async function forge({ pipeline }: Company): Promise<void> {
  const refusing = accept({
    ...pipeline,
    source: (name) => {
      const configured = pipeline.source(name);
      const authenticate = () => ({ ok: false, reason: 'bad-signature' }) as const;
      return configured && { ...configured, source: { ...configured.source, authenticate } };
    },
  });
  const request = { method: 'POST', headers: {}, body: new Uint8Array([1]) };
  for (let count = 0; count < 10; count++) await refusing({ source: 'hr', request });
}

async function tenPlans({ pipeline }: Company): Promise<void> {
  for (let person = 1; person <= 10; person++) {
    const entries = [{ person: `staff-${person}`, revision: 1, targets: ['app'] }];
    const content = { kind: 'held', tenant: 'acme', author: 'system', round: 0, entries } as const;
    await savePlan(pipeline, { ...content, entries, why: `number ${person}` });
  }
}

export const MACHINE_FAILURES: readonly Failure[] = [
  {
    what: 'a loss is held and nobody approves it',
    ...{ alarm: 'held', within: 12 * hour + 30, step: 10 },
    plant: () => ({
      happen: async (watched) => {
        await staff(watched, 1, 4);
        await watched.company.count(4, ['app']);
        for (const person of [1, 2, 3, 4])
          await watched.company.say(String(person), { ...leave(`quiet-${person}`), leaves: false });
      },
    }),
  },
  {
    what: 'ten plans wait for approvals',
    ...{ alarm: 'approval-queue', within: 5 },
    plant: () => ({ happen: ({ company }) => tenPlans(company) }),
  },
  {
    what: 'a target takes our credential no longer',
    ...{ alarm: 'calls-failing', within: 45 },
    plant: () => ({
      happen: async (watched) => {
        watched.company.target().server.trouble = 'unauthenticated';
        await hires(watched, 1, 5);
      },
    }),
  },
  {
    what: 'somebody changes accounts by hand',
    ...{ alarm: 'drift', within: day + 10, step: 10 },
    plant: () => ({
      happen: ({ finds }) => {
        finds.comparison = { compared: 100, drifted: 1, orphans: 0 };
      },
    }),
  },
  {
    what: 'accounts are left over that belong to nobody',
    ...{ alarm: 'orphans', within: day + 10, step: 10 },
    plant: () => ({
      happen: ({ finds }) => {
        finds.comparison = { compared: 100, drifted: 0, orphans: 2 };
      },
    }),
  },
  {
    what: 'the daily comparison does not run any more',
    ...{ alarm: 'comparison-silent', within: 29 * hour, step: 10 },
    plant: () => ({
      happen: ({ alive }) => {
        alive.comparison = false;
      },
    }),
  },
  {
    what: 'one of two targets is compared each day and never proven',
    ...{ alarm: 'comparison-silent', within: 29 * hour, step: 10 },
    plant: () => ({
      options: { targets: ['app', 'wiki'] },
      happen: ({ finds }) => {
        finds.unproven = ['wiki'];
      },
    }),
  },
  {
    what: 'a secret is not rotated for a month',
    ...{ alarm: 'secret-age', within: hour + 5 },
    plant: () => ({
      happen: ({ finds, company }) => {
        finds.secretChangedAt = company.clock.now() - 31 * 86_400_000;
      },
    }),
  },
  {
    what: 'nobody looks at the secrets any more',
    ...{ alarm: 'rotation-silent', within: 29 * hour, step: 10 },
    plant: () => ({
      happen: ({ alive }) => {
        alive.rotation = false;
      },
    }),
  },
  {
    what: 'the sealer is dead',
    ...{ alarm: 'audit-head', within: 35 },
    plant: () => ({
      happen: ({ alive }) => {
        alive.seal = false;
      },
    }),
  },
  {
    what: 'the archive takes no head',
    ...{ alarm: 'audit-head', within: 50 },
    plant: () => ({
      happen: ({ archive }) => {
        archive.append = () => Promise.reject(new Error('access denied'));
      },
    }),
  },
  {
    what: 'a row of the audit log is deleted before it is sealed',
    ...{ alarm: 'audit-residue', within: 2 * hour + 5 },
    plant: () => ({
      happen: async (watched) => {
        const { company, alive } = watched;
        alive.seal = false;
        await hires(watched, 1, 1);
        await company.work();
        const [row] = company.table.contents('audit').filter(({ pk }) => pk.includes('#person#'));
        if (!row) throw new Error('nothing to delete');
        await company.table.write([{ kind: 'delete', key: { table: 'audit', pk: row.pk, sk: row.sk } }]);
        alive.seal = true;
      },
    }),
  },
  {
    what: 'the census does not end any more',
    ...{ alarm: 'census-silent', within: 6 * hour },
    plant: () => ({
      happen: ({ alive }) => {
        alive.census = false;
      },
    }),
  },
  {
    what: 'the sweep does not run any more',
    ...{ alarm: 'sweep-silent', within: 10 },
    plant: () => ({
      happen: ({ alive }) => {
        alive.sweep = false;
      },
    }),
  },
  {
    what: 'the HR system has forgotten our webhook',
    ...{ alarm: 'source-silent', within: 14 * day + 2 * hour, step: hour },
    plant: () => ({ happen: (watched) => staff(watched, 1, 1) }),
  },
  {
    what: 'the webhook secret was changed at the vendor alone',
    ...{ alarm: 'deliveries-refused', within: 5 },
    plant: () => ({ happen: ({ company }) => forge(company) }),
  },
  {
    what: 'the audit table takes no writes',
    ...{ alarm: 'workers-failing', within: 25 },
    plant: () => {
      let isBroken = false;
      const hooks = tableFaults(({ op, writes }) =>
        isBroken && op === 'write' && writes?.some((write) => write.kind === 'put' && write.item.table === 'audit')
          ? 'throttled'
          : undefined,
      );
      return {
        options: { hooks },
        happen: async (watched) => {
          isBroken = true;
          await hires(watched, 1, 3);
        },
      };
    },
  },
  {
    what: 'an operator notes an incident',
    ...{ alarm: 'incident', within: 2 },
    plant: () => ({
      happen: ({ company }) =>
        noteIncident(company.pipeline, { actor: 'alpha', body: Buffer.from('sales lost the wiki') }),
    }),
  },
];
