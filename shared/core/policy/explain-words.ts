// An explanation in sentences: the same in the API, the command line and the tests.
import type { EmploymentDates } from '../employment-dates.ts';
import type { Stands } from '../stands.ts';
import type { Explanation, GivingRole, Way } from './explain.ts';
import { standsWords } from './stands-words.ts';
import { failureWords, heldWords } from './test-words.ts';

/** What an explanation is told with. */
export interface Told {
  readonly explanation: Explanation;
  readonly dates: EmploymentDates;
  /** Missing where nobody can tell: of a day that is to come. */
  readonly stands?: Stands | undefined;
  /** Names that are most like the one asked for, where nothing gives that. */
  readonly nearest: readonly string[];
  /** The policy is not the one that the person is decided by: it only would do what it says. */
  readonly isSupposed?: boolean;
}

/** Rules that fail are told up to this many. */
const MISSES = 5;

/** One sentence a line, the answer first. */
export function explanationWords(told: Told): readonly string[] {
  const { explanation, dates, stands, nearest, isSupposed = false } = told;
  return [
    answerWords(explanation, isSupposed),
    ...statusWords(explanation, dates),
    ...explanation.ways.flatMap((way) => way.roles.map((role) => wayWords(way, role))),
    ...explanation.waived.map(waivedWords),
    ...(explanation.blocked === undefined
      ? []
      : [`No account can be made at ${explanation.target}: an attribute of its ${explanation.blocked} is missing.`]),
    ...(explanation.verdict === 'no' ? missWords(explanation, nearest) : []),
    ...(stands ? [standsWords({ ...explanation, isSupposed }, stands)] : []),
  ];
}

function answerWords({ person, target, entitlement, verdict, status }: Explanation, isSupposed: boolean): string {
  const what = entitlement === 'account' ? `an account at ${target}` : `${entitlement} at ${target}`;
  if (verdict === 'no') return `No: the policy ${isSupposed ? 'would' : 'does'} not give ${person} ${what}.`;
  const gives = isSupposed ? 'would give' : 'gives';
  return status === 'paused'
    ? `Yes, but suspended: the policy ${gives} ${person} ${what}, and they are on leave.`
    : `Yes: the policy ${gives} ${person} ${what}.`;
}

function waivedWords({ duty, place, until, reason, approvedBy }: Explanation['waived'][number]): string {
  return `Duty "${duty}"${at(place)} is waived for them until ${until}, approved by ${approvedBy}: ${reason}.`;
}

function statusWords({ status, ways }: Explanation, { since, startsAt }: EmploymentDates): readonly string[] {
  const would = ways.length > 0 ? '; by their attributes they would get it' : '';
  if (status === 'left')
    return [`They left${since === undefined ? '' : ` on ${day(since)}`}: who has left gets nothing${would}.`];
  if (status === 'expected')
    return [
      `They are expected${startsAt === undefined ? '' : ` from ${day(startsAt)}`}: nothing is given before${would}.`,
    ];
  if (status === 'unknown') return [`No source has said that they work here: nothing is given before${would}.`];
  if (status === 'paused')
    return [
      `They are on leave${since === undefined ? '' : ` since ${day(since)}`}: what they have is kept, and suspended.`,
    ];
  return [];
}

function wayWords({ rule, place, when }: Way, role: GivingRole): string {
  const tests = heldWords(when);
  const why = tests.length === 0 ? 'it asks for nothing' : tests.join('; ');
  return `Rule "${rule}"${at(place)} gives ${roleWords(role)}: ${why}${withheldWords(role)}.`;
}

function roleWords({ role, place, through, throughPlace }: GivingRole): string {
  const own = `role "${role}"${at(place)}`;
  return through === undefined ? own : `${own}, which includes role "${through}"${at(throughPlace)}`;
}

function withheldWords({ withheld }: GivingRole): string {
  if (!withheld) return '';
  const { duty, place, side, keeps } = withheld;
  return `; but duty "${duty}"${at(place)} withholds ${sideWords(side)}, since they keep ${sideWords(keeps)}`;
}

function sideWords(side: NonNullable<GivingRole['withheld']>['side']): string {
  return 'role' in side ? `role "${side.role}"` : `${side.entitlement} at ${side.target}`;
}

function missWords(
  { misses, ways, roles, entitlement, target }: Explanation,
  nearest: readonly string[],
): readonly string[] {
  const told = misses.slice(0, MISSES).map(missWord);
  const rest = misses.length - told.length;
  const more = rest > 0 ? [`${rest} more ${rest === 1 ? 'rule fails' : 'rules fail'}, further away.`] : [];
  if (misses.length + ways.length > 0) return [...told, ...more];
  if (roles.length > 0)
    return [
      `${roles.length === 1 ? 'Role' : 'Roles'} ${roles.map((role) => `"${role}"`).join(', ')} would give it, and no rule gives ${roles.length === 1 ? 'that role' : 'one of them'}.`,
    ];
  const like = nearest.length > 0 ? `; nearest: ${nearest.join(', ')}` : '';
  return [`No rule and no role gives ${entitlement} at ${target}${like}.`];
}

function missWord({ rule, place, roles, failure, distance }: Way): string {
  const names = [...new Set(roles.map(({ role }) => `"${role}"`))].join(', ');
  if (!failure) return `Rule "${rule}"${at(place)} would give role ${names}: its condition can never hold.`;
  const others = distance > 1 ? `; ${distance - 1} more of its tests ${distance === 2 ? 'fails' : 'fail'}` : '';
  return `Rule "${rule}"${at(place)} would give role ${names}: ${failureWords(failure, 'the rule')}${others}.`;
}

function at(place: string | undefined): string {
  return place === undefined ? '' : ` (${place})`;
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
