// The entitlement graph for the terminal: what was asked about, then what leads to it, then what it reaches.
import { facts, table } from './print.ts';

interface Placed {
  readonly name: string;
  readonly place?: string;
}

interface Role extends Placed {
  readonly owner: string;
  readonly risk: string;
  readonly description: string;
  readonly requestable: boolean;
}

interface Entitled {
  readonly target: string;
  readonly entitlement: string;
  readonly owners: readonly string[];
  readonly risk: string;
  readonly through?: readonly string[];
  readonly rules?: readonly string[];
}

interface Ends {
  readonly entitlements: readonly Entitled[];
  readonly duties: readonly Placed[];
  readonly highestRisk: string;
  /** Who holds it now. */
  readonly people?: number;
}

type Side = { readonly role: string } | { readonly target: string; readonly entitlement: string };

/** As the API answers `reach`. */
export type Reached =
  | (Ends & {
      readonly kind: 'role';
      readonly role: Role;
      readonly rules: readonly Placed[];
      readonly includes: readonly Placed[];
      readonly includedBy: readonly Placed[];
    })
  | (Ends & { readonly kind: 'rule'; readonly rule: Placed; readonly roles: readonly Role[] })
  | (Ends & {
      readonly kind: 'person';
      readonly person: string;
      readonly status: string;
      readonly rules: readonly (Placed & { readonly roles: readonly string[] })[];
      readonly roles: readonly Role[];
      readonly withheld: readonly { readonly duty: string; readonly side: Side; readonly keeps: Side }[];
    })
  | {
      readonly kind: 'entitlement';
      readonly entitlement: string;
      readonly people?: number;
      readonly at: readonly {
        readonly target: string;
        readonly owners: readonly string[];
        readonly risk: string;
        readonly roles: readonly Role[];
        readonly includedBy: readonly Placed[];
        readonly rules: readonly Placed[];
        readonly duties: readonly Placed[];
      }[];
    };

/** All of it as text. */
export function reachText(reached: Reached & { readonly sentences?: readonly string[] }): string {
  const { sentences = [] } = reached;
  return [...(sentences.length > 0 ? [sentences.join('\n')] : []), graphText(reached)].join('\n\n');
}

function graphText(reached: Reached): string {
  if (reached.kind === 'entitlement') return entitlementText(reached);
  const head = headOf(reached);
  const duties: Pair = ['duties', namesOf(reached.duties)];
  const ends: readonly Pair[] = [duties, ['people', reached.people], ['highest risk', reached.highestRisk]];
  return `${facts([...head, ...ends])}\n\n${entitlementsTable(reached.entitlements)}`;
}

type Pair = readonly [name: string, value: string | number | undefined];

function headOf(reached: Exclude<Reached, { kind: 'entitlement' }>): readonly Pair[] {
  switch (reached.kind) {
    case 'role': {
      const { role, rules, includes, includedBy } = reached;
      return [
        ['role', nameOf(role)],
        ['owner', role.owner],
        ['risk', role.risk],
        ['description', role.description],
        [
          'given by',
          rules.length > 0 ? namesOf(rules) : role.requestable ? 'no rule; people may ask for it' : 'no rule',
        ],
        ['includes', namesOf(includes)],
        ['included by', namesOf(includedBy)],
      ];
    }
    case 'rule':
      return [
        ['rule', nameOf(reached.rule)],
        ['gives', reached.roles.map(nameOf).join(', ')],
      ];
    case 'person': {
      const rules = reached.rules.map((rule) => `${nameOf(rule)}: ${rule.roles.join(' ')}`);
      const withheld = reached.withheld.map(
        ({ duty, side, keeps }) => `${sideOf(side)} (${duty}: keeps ${sideOf(keeps)})`,
      );
      return [
        ['person', reached.person],
        ['status', reached.status],
        ['rules', rules.length > 0 ? rules.join(', ') : 'none gives them anything'],
        ['roles', reached.roles.map(({ name, risk }) => `${name} (${risk})`).join(', ')],
        ['withheld', withheld.join(', ')],
      ];
    }
  }
}

function entitlementsTable(entitlements: readonly Entitled[]): string {
  if (entitlements.length === 0) return 'It reaches no entitlement.';
  const rows = entitlements.map(({ target, entitlement, risk, owners, through = [], rules = [] }) => [
    target,
    entitlement,
    risk,
    owners.join(', '),
    rules.length > 0 ? `by ${rules.join(', ')}` : through.length > 0 ? `through ${through.join(', ')}` : '',
  ]);
  return table(['target', 'entitlement', 'risk', 'owner', 'how'], rows);
}

function entitlementText({ entitlement, at, people }: Extract<Reached, { kind: 'entitlement' }>): string {
  const parts = at.map(({ target, owners, risk, roles, includedBy, rules, duties }) =>
    facts([
      ['entitlement', `${entitlement} at ${target}`],
      ['owner', owners.join(', ')],
      ['risk', risk],
      ['roles', roles.length > 0 ? roles.map(nameOf).join(', ') : 'none'],
      ['included by', namesOf(includedBy)],
      ['rules', rules.length > 0 ? namesOf(rules) : 'none'],
      ['duties', namesOf(duties)],
    ]),
  );
  return [...parts, ...(people === undefined ? [] : [facts([['people', people]])])].join('\n\n');
}

function sideOf(side: Side): string {
  return 'role' in side ? side.role : `${side.entitlement} at ${side.target}`;
}

function namesOf(all: readonly Placed[]): string {
  return all.map(nameOf).join(', ');
}

function nameOf({ name, place }: Placed): string {
  return place === undefined ? name : `${name} (${place})`;
}
