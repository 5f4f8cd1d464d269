// A company with a policy for the policy benchmarks: the same one every time, of any size, with the conditions that every peer can say too.
import type { Subject } from '../shared/core/policy/subject.ts';
import type { When } from '../shared/model/policy/condition.ts';
import { Policy } from '../shared/model/policy/policy.ts';

export const AT = Date.parse('2026-06-15T12:00:00Z');
/** The twelve that everybody has. */
export const ATTRIBUTES = [
  'userName',
  'department',
  'team',
  'site',
  'country',
  'title',
  'level',
  'employment',
  'costCentre',
  'project',
  'clearance',
  'shift',
];
const TARGETS = 10;
const EACH = 10;

/** `roles` roles with ten entitlements each and a rule for each. */
export function aPolicyOf(roles: number): Policy {
  const size = sizesFor(roles);
  const nth = (what: keyof typeof size, at: number) => `${what}-${at % size[what]}`;
  const whenOf = (at: number): When => {
    const turn = Math.floor(at / 20);
    const kind = at % 20;
    if (at === 0) return { not: { attributes: { employment: 'external' } } };
    if (kind < 7) return { attributes: { team: nth('team', turn * 7 + kind) } };
    if (kind < 11)
      return {
        attributes: { department: nth('department', turn * 4 + kind), level: ['l1', 'l2', `l${3 + (at % 5)}`] },
      };
    if (kind < 14) return { attributes: { site: nth('site', turn * 3 + kind) } };
    if (kind < 16) return { attributes: { project: nth('project', turn * 2 + kind) } };
    if (kind === 16)
      return {
        attributes: { department: [nth('department', at), nth('department', at + 7)] },
        not: { attributes: { employment: 'contractor' } },
      };
    if (kind === 17)
      return {
        any: [
          { attributes: { title: nth('title', turn) } },
          { attributes: { department: nth('department', turn), level: 'l8' } },
        ],
      };
    if (kind === 18)
      return { attributes: { costCentre: { startsWith: `cc${turn % 90}` }, country: nth('country', turn) } };
    return { attributes: { clearance: 'high', site: [nth('site', at), nth('site', at + 5)], shift: 'day' } };
  };
  const numbers = Array.from({ length: roles }, (_, at) => at);
  const named = numbers.map(
    (at) =>
      [`role-${at}`, { owner: 'it', risk: 'low', description: 'A role', entitlements: entitlementsOf(at) }] as const,
  );
  const targets = Array.from({ length: TARGETS }, (_, at) => [`target-${at}`, { userName: '{userName}' }] as const);
  return Policy.parse({
    roles: Object.fromEntries(named),
    rules: numbers.map((at) => ({ id: `rule-${at}`, when: whenOf(at), roles: [`role-${at}`] })),
    mappings: Object.fromEntries(targets),
  });
}

function entitlementsOf(role: number) {
  const nameOf = (at: number) => `group:g${role * EACH + at}`;
  const half = EACH / 2;
  const [first, second] = [role % TARGETS, (role * 3 + 1) % TARGETS];
  const halves = [0, half].map((from) => Array.from({ length: half }, (_, at) => nameOf(from + at)));
  return first === second
    ? { [`target-${first}`]: halves.flat() }
    : { [`target-${first}`]: halves[0] ?? [], [`target-${second}`]: halves[1] ?? [] };
}

/** People of a company that has so many roles, each with twelve attributes; what belongs together does: a team has a department, three sites, two projects. */
export function peopleOf(count: number, roles: number): readonly Subject[] {
  const size = sizesFor(roles);
  const random = chance(roles);
  const people = Array.from({ length: count }, (_, at) => {
    const team = random(size.team);
    const site = (team * 5 + random(3)) % size.site;
    const employment = random(20);
    return {
      person: `hr-${at}`,
      status: 'active' as const,
      attributes: {
        userName: `user.${at}`,
        department: `department-${team % size.department}`,
        team: `team-${team}`,
        site: `site-${site}`,
        country: `country-${site % size.country}`,
        title: `title-${(team * 3 + random(4)) % size.title}`,
        level: `l${1 + Math.min(random(8), random(8))}`,
        employment: employment < 16 ? 'permanent' : employment < 19 ? 'contractor' : 'external',
        costCentre: `cc${10 + (team % 90)}${team % 7}`,
        project: `project-${(team * 2 + random(2)) % size.project}`,
        clearance: random(20) === 0 ? 'high' : 'none',
        shift: random(10) === 0 ? 'night' : 'day',
      },
    };
  });
  // As they come out of a store: every text is a text of its own.
  return people.map((one) => JSON.parse(JSON.stringify(one)) as Subject);
}

function sizesFor(roles: number) {
  const share = (of: number) => Math.max(2, Math.round(roles * of));
  return {
    team: share(1),
    department: share(0.1),
    site: share(0.08),
    country: share(0.04),
    title: share(0.2),
    project: share(0.25),
  };
}

/** A linear congruential generator (Numerical Recipes): the same numbers every time. */
function chance(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
