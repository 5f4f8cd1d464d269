// Deals the company of one history: sources, targets with their manners, accounts that are not ours, and two policies.
import { Policy, type WrittenPolicy } from '../../shared/model/policy/policy.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { Dice } from './dice.ts';
import { create, type Manner, type Server } from './server.ts';

/** What each department and title gets, by target: the plain table that policy and oracle are both made from. */
export interface Access {
  readonly everybody: { readonly [target: string]: readonly string[] };
  readonly department: { readonly [name: string]: { readonly [target: string]: readonly string[] } };
  readonly title: { readonly [name: string]: { readonly [target: string]: readonly string[] } };
}

/** Which ways the HR system tells: events that say all, pings whose record is fetched, or both at once. */
export type Channel = 'fat' | 'thin' | 'both';

export interface Company {
  readonly settings: Settings;
  readonly servers: ReadonlyMap<string, Server>;
  readonly access: { readonly [version: string]: Access };
  readonly policies: Map<string, Policy>;
  readonly subjects: readonly string[];
  readonly channel: Channel;
  /** A target that refuses an entitlement of the first policy. */
  readonly poisoned: string | undefined;
}

export const departments = ['eng', 'ops', 'sales'] as const;
const known = new Set(['group:dev', 'group:ops', 'group:pager', 'group:sales', 'group:leads']);

export function dealCompany(dice: Dice, start: number, sizes = [1, 1, 2, 2, 3, 5]): Company {
  const subjects = Array.from({ length: dice.pick(sizes) }, (_, at) => `p${at + 1}`);
  const targets = Array.from({ length: dice.between(2, 4) }, (_, at) => `t${at + 1}`);
  const servers = new Map(targets.map((name) => [name, dealServer(dice, name)]));
  for (const server of servers.values()) create(server, { person: undefined, userName: 'root', profile: {} }, start);
  const squatted = dice.chance(0.06) ? dice.pick(targets) : undefined;
  if (squatted)
    create(servers.get(squatted) as Server, { person: undefined, userName: dice.pick(subjects), profile: {} }, start);
  const guarded = dice.chance(0.15) ? { [dice.pick(targets)]: [dice.pick(subjects.flatMap(namesOf))] } : {};
  const poisoned = dice.chance(0.15) ? dice.pick(targets) : undefined;
  const second = dealAccess(dice, targets);
  const access = { v1: poisoned ? withPoison(second, poisoned) : second, v2: second };
  return {
    settings: settingsFor(targets, guarded),
    servers,
    access,
    policies: new Map(Object.entries(access).map(([version, table]) => [version, policyOf(table, targets)])),
    subjects,
    channel: dice.pick(['fat', 'fat', 'thin', 'both']),
    poisoned,
  };
}

/** What somebody may be called in the course of a history. */
function namesOf(subject: string): readonly string[] {
  return [subject, ...[1, 2, 3, 4].map((renames) => `${subject}.${renames}`)];
}

function settingsFor(targets: readonly string[], guarded: Settings['protected']): Settings {
  const hr = ['employment', 'userName', 'givenName', 'department'];
  const source = { vendor: 'sim', people: 'emp', zone: 'UTC', config: {} };
  return {
    tenant: 'acme',
    sources: {
      hr: { ...source, owns: hr, shares: ['ping'] },
      ping: { ...source, owns: hr, shares: ['hr'] },
      badge: { ...source, owns: ['title'], shares: [] },
    },
    targets: Object.fromEntries(targets.map((name) => [name, { adapter: 'sim', secret: 'none', config: {} }])),
    protected: guarded,
  };
}

function dealServer(dice: Dice, name: string): Server {
  const readLagMs = dice.pick([0, 0, 0, 0, 3_000, 30_000]);
  const manner: Manner = {
    landingMs: dice.pick([0, 0, 5_000, 30_000, 120_000]),
    readLagMs,
    unique: readLagMs > 0 || dice.chance(0.5),
    checksVersion: dice.chance(0.3),
    groups: dice.chance(0.5),
    sessions: dice.pick(['ended-by-suspend', 'ended-by-call', 'none']),
    buckets: dice.chance(0.25) ? [{ name: 'all', calls: dice.pick([20, 60, 300]), perMs: 60_000 }] : [],
  };
  return { name, manner, accounts: [], known };
}

function dealAccess(dice: Dice, targets: readonly string[]): Access {
  const [first, second] = targets as [string, string];
  const third = targets[2] ?? second;
  const everybody = dice.chance(0.7) ? { [first]: [] } : {};
  return {
    everybody,
    department: {
      eng: { [first]: ['group:dev'], [second]: ['group:dev'], [third]: ['group:dev', 'group:pager'] },
      ops: { [first]: ['group:ops'], [third]: ['group:pager'], [targets.at(-1) as string]: ['group:ops'] },
      sales: { [first]: dice.chance(0.5) ? [] : ['group:sales'], [targets.at(-1) as string]: ['group:sales'] },
    },
    title: { lead: { [second]: ['group:leads'] } },
  };
}

function withPoison(access: Access, target: string): Access {
  const eng = { ...access.department.eng, [target]: [...(access.department.eng?.[target] ?? []), 'group:void'] };
  return { ...access, department: { ...access.department, eng } };
}

export function policyOf({ everybody, department, title }: Access, targets: readonly string[]): Policy {
  const roles: { [name: string]: Policy['roles'][string] } = {};
  const rules: Policy['rules'][number][] = [];
  const add = (
    id: string,
    when: Policy['rules'][number]['when'],
    given: { readonly [target: string]: readonly string[] },
  ) => {
    const entitlements = Object.fromEntries(Object.entries(given).map(([target, names]) => [target, [...names]]));
    roles[id] = { owner: 'it', risk: 'low', description: id, entitlements };
    rules.push({ id, when, roles: [id] });
  };
  add('everybody', { attributes: { userName: { exists: true } } }, everybody);
  for (const [name, given] of Object.entries(department)) add(`d-${name}`, { attributes: { department: name } }, given);
  for (const [name, given] of Object.entries(title)) add(`t-${name}`, { attributes: { title: { is: name } } }, given);
  const mapping = { userName: '{userName}', displayName: '{givenName}', title: '{title}' };
  return Policy.parse({
    roles,
    rules,
    mappings: Object.fromEntries(targets.map((target) => [target, mapping])),
  } satisfies WrittenPolicy);
}
