// What operators have in force and in hand: the row of versions as it was from moment to moment, and files of plans.
import type { SavedPlan } from '../../shared/core/saved-plan.ts';
import type { InForce } from '../../shared/model/policy/in-force.ts';

/** What was in force from when on, in true time and by our clock then. */
export interface InForceMoment {
  readonly at: number;
  readonly wall: number;
  readonly inForce: InForce;
  /** Nobody asked for it then. */
  readonly bySweep: boolean;
}

/** The file of a plan lies with the operator; one whose end was not heard is applied again. */
export interface PlanFile {
  readonly plan: SavedPlan;
  isDone: boolean;
}

const kinds = [
  'try-policy',
  'publish-policy',
  'revert-policy',
  'freeze-policy',
  'unfreeze-policy',
  'plan',
  'apply-plan',
] as const;
export type PolicyDeed = (typeof kinds)[number];

export function isPolicyDeed(kind: string): kind is PolicyDeed {
  return (kinds as readonly string[]).includes(kind);
}
