// The canonical flows, told plainly: one person, two targets, no chance but that of the seed.
import type { Company } from './company.ts';
import { policyOf } from './company.ts';
import type { Server } from './server.ts';
import { create } from './server.ts';
import type { Story } from './story.ts';
import { fatEvent, type TruthFact } from './truth.ts';

export const flows = ['hire', 'move', 'leaver', 'rehire'] as const;
export type Flow = (typeof flows)[number];

const MINUTE = 60_000;
const access = {
  everybody: {},
  department: { eng: { t1: ['group:dev'], t2: ['group:dev', 'group:pager'] }, sales: { t1: ['group:sales'] } },
  title: {},
};

/** Up to and with that flow: a leaver was hired and moved before. */
export function sceneOf(flow: Flow, start: number): { readonly company: Company; readonly story: Story } {
  const company = plainCompany(start);
  const facts = factsOf(start).slice(0, flows.indexOf(flow) + 1);
  const tellings = facts.map((fact) => ({ at: fact.ver, source: 'hr', events: [fatEvent(fact)] }));
  return { company, story: { facts, tellings, deeds: [], end: start + facts.length * 5 * MINUTE } };
}

function factsOf(start: number): readonly TruthFact[] {
  const told = (step: number, set: TruthFact['set'], status?: 'active' | 'left'): TruthFact => {
    const at = start + step * 5 * MINUTE;
    const turns = status ? [{ status, at }] : [];
    return { source: 'hr', subject: 'p1', id: `e${step}`, ver: at, at, set, turns };
  };
  return [
    told(0, { userName: 'ada', givenName: 'Ada', department: 'eng' }, 'active'),
    told(1, { department: 'sales' }),
    told(2, {}, 'left'),
    told(3, { department: 'eng' }, 'active'),
  ];
}

function plainCompany(start: number): Company {
  const targets = ['t1', 't2'];
  const servers = new Map(targets.map((name, at) => [name, plainServer(name, at === 1)] as const));
  for (const server of servers.values()) create(server, { person: undefined, userName: 'root', profile: {} }, start);
  return {
    settings: {
      tenant: 'acme',
      sources: {
        hr: {
          vendor: 'sim',
          people: 'emp',
          zone: 'UTC',
          config: {},
          owns: ['employment', 'userName', 'givenName', 'department'],
          shares: [],
        },
      },
      targets: Object.fromEntries(targets.map((name) => [name, { adapter: 'sim', secret: 'none', config: {} }])),
      protected: {},
    },
    servers,
    access: { v1: access },
    policies: new Map([['v1', policyOf(access, targets)]]),
    subjects: ['p1'],
    channel: 'fat',
    poisoned: undefined,
  };
}

/** One answers at once and keeps names unique; the other lets calls land late and knows groups one by one. */
function plainServer(name: string, isSlow: boolean): Server {
  return {
    name,
    manner: {
      landingMs: isSlow ? 30_000 : 0,
      readLagMs: 0,
      unique: !isSlow,
      checksVersion: false,
      groups: isSlow,
      sessions: 'ended-by-suspend',
      buckets: [],
    },
    accounts: [],
    known: new Set(['group:dev', 'group:pager', 'group:sales']),
  };
}
