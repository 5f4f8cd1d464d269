// What is valid in a policy and probably not meant.
import type { Policy } from '../../../model/policy/policy.ts';

export type Severity = 'error' | 'warning';

/** Every kind of finding; docs/policy-check.md has a section for each. Errors are sure to be mistakes. */
export const SEVERITIES = {
  'rule-unreachable': 'error',
  'rule-shadowed': 'warning',
  'role-never-granted': 'warning',
  'role-over-broad': 'warning',
  'role-risk-too-low': 'error',
  'entitlement-without-owner': 'warning',
  'entitlement-never-given': 'warning',
  'request-unapprovable': 'error',
  'request-setting-unused': 'warning',
  'approver-left': 'error',
  'approver-unknown': 'warning',
  'duty-unsatisfiable': 'error',
  'waiver-expired': 'warning',
  'waiver-too-long': 'warning',
  'waiver-by-oneself': 'error',
  'last-admin': 'warning',
  'guard-off': 'error',
  'attribute-unowned': 'error',
  'target-unknown': 'error',
  'flag-unused': 'warning',
  'cohort-unused': 'warning',
  'duty-weaker': 'warning',
  'limit-weaker': 'warning',
  'approval-weaker': 'warning',
  'lease-weaker': 'warning',
  'risk-weaker': 'warning',
} as const satisfies { readonly [code: string]: Severity };
export type Code = keyof typeof SEVERITIES;

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
