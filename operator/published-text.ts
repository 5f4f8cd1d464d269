// What is said once a version is in force, on trial, or was so before.

export interface Published {
  readonly version: string;
  readonly changed: boolean;
  readonly woken: number;
  /** The hashes of plans that are over by it. */
  readonly plans?: readonly string[];
}

/** Of a version that is for everybody now. */
export function publishedText({ version, changed, woken, plans = [] }: Published): string {
  if (!changed) return `Was in force already: ${version}.`;
  const over = plans.length > 0 ? `\n${plansOver(plans)}` : '';
  return `In force: ${version}. ${lookedAtText(woken)}${over}`;
}

/** How many people are looked at because of it. */
export function lookedAtText(woken: number): string {
  return `${woken} people are looked at anew by now; in a large company the others follow by the minute.`;
}

/** A sentence about plans that have just ended, and one about their people. */
export function plansOver(plans: readonly string[]): string {
  const names = plans.map((plan) => plan.slice(0, 12)).join(', ');
  return `Over: ${plans.length === 1 ? 'plan' : 'plans'} ${names}. What their people lose by it passes the guard.`;
}
