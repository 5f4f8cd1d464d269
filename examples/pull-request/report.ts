// What a pull request is told of a policy: annotations on its lines, one comment, and whether it may go on. Pure.
import { annotationOf, type Finding, sentenceOf } from './annotation.ts';
import { code, counted, table } from './markdown.ts';

/** Where the comment is found again, to be edited and not repeated. */
export const MARKER = '<!-- frontdesk: policy -->';

/** Of `frontdesk policy check --json` (docs/policy-check.md). */
export type Check = readonly Finding[];

/** Of `frontdesk policy test --json`, as far as it is looked at (docs/policy-tests.md). */
export interface Tests {
  readonly passed: boolean;
  readonly tests: readonly Tested[];
  readonly coveredPercent: number;
}

interface Tested {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly passed: boolean;
  readonly misses: readonly string[];
}

/** Of `frontdesk plan --json`, as far as it is looked at (docs/plan.md). */
export interface Plan {
  readonly policy: string;
  readonly inForce: string;
  readonly looked: number;
  readonly people: number;
  readonly losing: number;
  readonly changes: number;
  readonly minutes: number;
  readonly byPart: readonly (Counts & { readonly part: string; readonly change?: string; readonly place?: string })[];
  readonly byTarget: readonly (Counts & {
    readonly target: string;
    readonly calls: number;
    readonly minutes: number;
  })[];
  readonly byPerson: readonly { readonly person: string; readonly gains: number; readonly loses: number }[];
  readonly withheld: readonly { readonly person: string; readonly what: string }[];
  readonly guard: { readonly counted: number; readonly passes: number; readonly held: number };
}

interface Counts {
  readonly people: number;
  readonly gain: number;
  readonly lose: number;
}

/** `undefined` for what could not be made, `'unasked'` for what nobody tried: a pull request from a fork has no plan. */
export interface Given {
  readonly check: Check | undefined;
  readonly tests: Tests | undefined;
  readonly plan: Plan | undefined | 'unasked';
  /** People who may lose something before somebody must look. */
  readonly mostLosing: number;
}

export interface Report {
  readonly markdown: string;
  /** Workflow commands, a line each. */
  readonly annotations: readonly string[];
  readonly passes: boolean;
}

const ROWS = 15;

export function reportOf({ check, tests, plan, mostLosing }: Given): Report {
  const findings = check ?? [];
  const parts = [
    MARKER,
    '## Frontdesk: this policy',
    check ? checkText(check) : unmade('Check'),
    tests ? testsText(tests) : unmade('Tests'),
    ...(plan === 'unasked' ? [] : [plan ? planText(plan, mostLosing) : unmade('Plan')]),
  ];
  return {
    markdown: `${parts.join('\n\n')}\n`,
    annotations: findings.map(annotationOf),
    passes: check !== undefined && isSound(check) && tests?.passed === true && isSmall(plan, mostLosing),
  };
}

function isSound(findings: readonly Finding[]): boolean {
  return findings.every(({ severity }) => severity !== 'error');
}

/** What could not be planned may be of any size. */
function isSmall(plan: Given['plan'], most: number): boolean {
  return plan === 'unasked' || (plan !== undefined && plan.losing <= most);
}

function unmade(what: string): string {
  return `**${what}:** could not be made; the log of this run says why.`;
}

function checkText(findings: readonly Finding[]): string {
  if (findings.length === 0) return '**Check:** nothing found.';
  const weaker = findings.filter(isWeaker);
  const rows = [...findings]
    .sort((a, b) => rank(a) - rank(b))
    .map(({ severity, file, line, ...finding }) => [severity, code(`${file}:${line}`), code(sentenceOf(finding))]);
  const less = weaker.length > 0 ? ` **In ${counted(weaker.length, 'place')} it protects less than before.**` : '';
  return `**Check:** ${counted(findings.length, 'finding')}.${less}\n\n${table(['', 'where', 'what'], rows, ROWS)}`;
}

/** Limits, approvals, duties, leases and risks: a plan shows nobody whom that concerns. */
function isWeaker({ code: of }: Finding): boolean {
  return of.endsWith('-weaker');
}

/** Errors, then what protects less: a long list is cut. */
function rank(finding: Finding): number {
  if (finding.severity === 'error') return 0;
  return isWeaker(finding) ? 1 : 2;
}

function testsText({ passed, tests, coveredPercent }: Tests): string {
  const failed = tests.filter((test) => !test.passed);
  if (tests.length === 0) return '**Tests:** none could be run.';
  const rules = `${coveredPercent} % of the rules are tried both ways`;
  if (failed.length === 0)
    return `**Tests:** all ${tests.length} pass; ${rules}${passed ? '' : ', and more are asked for'}.`;
  const rows = failed.map(({ file, line, name, misses }) => [
    code(`${file}:${line}`),
    code(name),
    code(misses.join('; ')),
  ]);
  return `**Tests:** ${failed.length} of ${tests.length} fail.\n\n${table(['where', 'test', 'why'], rows, ROWS)}`;
}

function planText(plan: Plan, most: number): string {
  const { changes, people, looked, losing, minutes, guard } = plan;
  if (changes === 0)
    return [`**Plan:** nothing changes for any of ${counted(looked, 'person')}.`, partsText(plan)].join('\n\n').trim();
  const limit = losing > most ? ` That is more than ${most}: somebody must look before it is merged.` : '';
  const sentences = [
    `**Plan:** ${people} of ${counted(looked, 'person')} change, **${losing} lose something**.${limit}`,
    `It takes ${minutes} minutes. ${guardText(guard)}`,
  ];
  return [sentences.join('\n'), partsText(plan), targetsText(plan), losersText(plan), withheldText(plan)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function guardText({ counted: count, held }: Plan['guard']): string {
  if (count === 0) return 'The guard has nothing to count.';
  return held === 0
    ? 'The guard lets all of it pass.'
    : `The guard would hold ${counted(held, 'person')} for two people to approve.`;
}

/** Parts that change nobody today have a few rows of their own: limits and approvals are among the first of them. */
const QUIET = 5;

function partsText({ byPart }: Plan): string {
  const [telling, quiet] = [byPart.filter(({ people }) => people > 0), byPart.filter(({ people }) => people === 0)];
  const shown = [...telling.slice(0, ROWS), ...quiet.slice(0, QUIET)];
  const rows = shown.map(({ part, change = '', place = '', people, gain, lose }) => [
    code(part),
    change,
    code(place),
    ...[people, gain, lose].map(String),
  ]);
  const more = [
    leftText(telling.length - ROWS, 'that change somebody'),
    leftText(quiet.length - QUIET, 'that change nobody'),
  ];
  return [table(['because of', 'is', 'where', 'people', 'gain', 'lose'], rows, rows.length), ...more]
    .filter((text) => text !== '')
    .join('\n\n');
}

function leftText(left: number, what: string): string {
  return left > 0 ? `… and ${left} more ${what}.` : '';
}

function targetsText({ byTarget }: Plan): string {
  const rows = byTarget.map(({ target, people, gain, lose, calls, minutes }) => [
    code(target),
    ...[people, gain, lose, calls, minutes].map(String),
  ]);
  return table(['target', 'people', 'gain', 'lose', 'calls', 'minutes'], rows, ROWS);
}

/** By id alone: who reads the pull request need not know whom it is about. */
function losersText({ byPerson }: Plan): string {
  const losers = byPerson.filter(({ loses }) => loses > 0);
  const rows = losers.map(({ person, gains, loses }) => [code(person), `${gains}`, `${loses}`]);
  return table(['who loses most', 'gains', 'loses'], rows, ROWS);
}

function withheldText({ withheld }: Plan): string {
  const rows = withheld.map(({ person, what }) => [code(person), code(what)]);
  return table(['duties newly keep from', 'what'], rows, ROWS);
}
