// What is valid in a policy and probably not meant.
import type { Policy } from '../../../model/policy/policy.ts';

export type Severity = 'error' | 'warning';

/** What a check must be given besides the folder before it looks for a kind of finding. */
export type Need = 'settings' | 'usage' | 'people' | 'base' | 'tests';

/** Every kind of finding; docs/policy-check.md has a section for each. Errors are sure to be mistakes, and cannot be allowed. */
export const KINDS = {
  invalid: { severity: 'error' },
  'test-failed': { severity: 'error' },
  'rule-untested': { severity: 'warning', needs: 'tests' },
  'test-vacuous': { severity: 'warning', needs: 'tests' },
  'allow-unused': { severity: 'warning' },
  'policy-empty': { severity: 'warning' },
  'rule-unreachable': { severity: 'error' },
  'rule-shadowed': { severity: 'warning' },
  'role-never-granted': { severity: 'warning' },
  'role-over-broad': { severity: 'warning', needs: 'usage' },
  'usage-unknown': { severity: 'warning', needs: 'usage' },
  'role-risk-too-low': { severity: 'error' },
  'entitlement-without-owner': { severity: 'warning' },
  'entitlement-never-given': { severity: 'warning' },
  'request-unapprovable': { severity: 'error' },
  'request-setting-unused': { severity: 'warning' },
  'approver-left': { severity: 'error', needs: 'people' },
  'approver-unknown': { severity: 'warning', needs: 'people' },
  'duty-unsatisfiable': { severity: 'error' },
  'waiver-expired': { severity: 'warning' },
  'waiver-too-long': { severity: 'warning' },
  'waiver-by-oneself': { severity: 'error' },
  'last-admin': { severity: 'warning', needs: 'settings' },
  'guard-off': { severity: 'error' },
  'attribute-unowned': { severity: 'error', needs: 'settings' },
  'target-unknown': { severity: 'error', needs: 'settings' },
  'alternative-unreachable': { severity: 'error' },
  'flag-unused': { severity: 'warning' },
  'cohort-unused': { severity: 'warning' },
  'duty-weaker': { severity: 'warning', needs: 'base' },
  'limit-weaker': { severity: 'warning', needs: 'base' },
  'approval-weaker': { severity: 'warning', needs: 'base' },
  'lease-weaker': { severity: 'warning', needs: 'base' },
  'risk-weaker': { severity: 'warning', needs: 'base' },
  'mapping-weaker': { severity: 'warning', needs: 'base' },
  'test-gone': { severity: 'warning', needs: 'base' },
  'allow-new': { severity: 'warning', needs: 'base' },
} as const satisfies { readonly [code: string]: { readonly severity: Severity; readonly needs?: Need } };
export type Code = keyof typeof KINDS;

export interface Finding {
  readonly code: Code;
  /** Within the bundle: `['rules', 3, 'when']`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** The known name that was probably meant. */
  readonly suggestion?: string;
}

/** What is known besides the policy itself; what is missing is not looked at. */
export interface Known {
  readonly policy: Policy;
  /** `2027-01-31`. */
  readonly today: string;
  readonly settings?: {
    /** What any source owns; `*` for everything. */
    readonly owned: readonly string[];
    readonly targets: readonly string[];
    /** Targets that have an account which is never touched. */
    readonly targetsWithProtected: readonly string[];
  };
  /** Another version, which must not protect more. */
  readonly base?: Policy;
  /** By target and entitlement, of how many people who hold it how many use it. */
  readonly usage?: {
    readonly [target: string]: { readonly [entitlement: string]: { readonly used: number; readonly total: number } };
  };
  /** By person, their employment; undefined where nobody has that id. */
  readonly people?: (person: string) => string | undefined;
}
