// A company of any size in the store of a test company, with a month behind it: one in ten has moved twice, and the inbox kept it.
import { eventId, inboxItem, inboxPayload } from '../shared/core/inbox.ts';
import { personItem } from '../shared/core/ledger.ts';
import type { SourceEvent } from '../shared/model/event.ts';
import type { Fact } from '../shared/model/person.ts';
import { Policy } from '../shared/model/policy/policy.ts';
import type { Item } from '../shared/ports/table.ts';
import { START } from '../test/builders/a-company.ts';
import { aPerson, aStanding } from '../test/builders/a-person.ts';
import { type Office, sha256 } from '../test/builders/an-office.ts';

const TARGETS = 10;
const EACH = 10;
const DAY = 86_400_000;

/** So many roles with ten entitlements each, and two rules a role: by team, and by site and level. */
export function aLargePolicy(roles: number): Policy {
  const numbers = Array.from({ length: roles }, (_, at) => at);
  return Policy.parse({
    roles: Object.fromEntries(
      numbers.map((at) => [
        `role-${at}`,
        {
          ...{ owner: 'it', risk: 'low', description: 'A role' },
          entitlements: {
            [`target-${at % TARGETS}`]: Array.from({ length: EACH }, (_, one) => `group:g${at * EACH + one}`),
          },
        },
      ]),
    ),
    rules: numbers.flatMap((at) => [
      { id: `team-${at}`, when: { attributes: { team: `team-${at}` } }, roles: [`role-${at}`] },
      {
        id: `site-${at}`,
        when: { attributes: { site: `site-${at % 50}`, level: `l${at % 8}`, shift: at % 3 ? 'day' : 'night' } },
        roles: [`role-${at}`],
      },
    ]),
    mappings: Object.fromEntries(
      Array.from({ length: TARGETS }, (_, at) => [`target-${at}`, { userName: '{userName}' }]),
    ),
  });
}

/** The same policy with one role of two hundred given to other teams, and a site that is closed. */
export function changedPolicy({ rules, ...policy }: Policy): Policy {
  const changed = rules
    .filter(({ id }) => id !== 'site-7')
    .map((rule) => (rule.id === 'team-3' ? { ...rule, when: { attributes: { team: ['team-4', 'team-5'] } } } : rule));
  return Policy.parse({ ...policy, rules: changed });
}

/** Puts people 0 up to `count` into the store. One in ten moved to another team ten and five days ago. */
export async function fillCompany({ company }: Office, count: number): Promise<void> {
  const { table, pipeline } = company;
  for (let number = 0; number < count; number++) {
    const isMover = number % 10 === 0;
    const moves = isMover ? [10, 5].map((days) => moveOf(number, days)) : [];
    const facts = [hired(number), ...moves.slice(-1).map(({ fact }) => fact)];
    const standings = Object.fromEntries(
      Array.from({ length: 3 }, (_, at) => [`target-${(number + at) % TARGETS}`, aStanding()]),
    );
    const rows = await Promise.all(moves.map(({ event, at }) => keptRow(pipeline.vault, event, at)));
    for (const item of [personItem(aPerson({ id: `staff-${number}`, facts, standings }), sha256), ...rows])
      await table.write([{ kind: 'put', item }]);
  }
}

function hired(number: number): Fact {
  const at = START - 400 * DAY;
  const set = {
    ...{
      userName: `user.${number}`,
      team: `team-${number % 200}`,
      site: `site-${number % 50}`,
      level: `l${number % 8}`,
    },
    ...{
      department: `d${number % 20}`,
      country: `c${number % 8}`,
      title: `t${number % 40}`,
      project: `p${number % 50}`,
    },
    ...{
      shift: number % 10 ? 'day' : 'night',
      costCentre: `cc${number % 90}`,
      employment: 'permanent',
      manager: `m${number % 999}`,
    },
  };
  return { source: 'hr', id: `h${number}`, ver: at, whole: true, at, set, turns: [{ status: 'active', at }] };
}

function moveOf(number: number, days: number) {
  const at = START - days * DAY;
  const vendorId = `m${number}-${days}`;
  const set = { team: `team-${(number + days) % 200}` };
  const fact: Fact = { source: 'hr', id: vendorId, ver: at, whole: false, at, set, turns: [] };
  const instant = new Date(at).toISOString();
  const statement = { whole: false, version: at, at: { instant }, attributes: set };
  const event: SourceEvent = { vendorId, subject: String(number), leaves: false, statement };
  return { at, fact, event };
}

/** The row of an event that was folded, with what it said. */
async function keptRow(vault: Office['ports']['vault'], event: SourceEvent, receivedAt: number): Promise<Item> {
  const sealed = await vault.seal('acme', 'source:hr', inboxPayload(event));
  const { index, ...row } = inboxItem(event, { tenant: 'acme', source: 'hr', receivedAt, sealed }, sha256);
  return { ...row, sk: eventId('hr', event), fields: { ...row.fields, end: 'folded' } };
}
