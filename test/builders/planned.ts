// A plan as the command line makes it: slice by slice of the operators' API, brought together.
import { type PlanReport, planTally } from '../../shared/core/plan-report.ts';
import type { Policy } from '../../shared/model/policy/policy.ts';
import type { Office } from './an-office.ts';

export interface PlanAsked {
  readonly policy?: Policy;
  readonly origin?: object;
  readonly base?: { readonly version: string } | { readonly policy: Policy };
  readonly pins?: boolean;
  readonly target?: string;
}

/** Throws with the answer where the plan is refused. */
export async function planned(office: Pick<Office, 'ask'>, { target, ...asked }: PlanAsked = {}): Promise<PlanReport> {
  const tally = planTally({ target });
  let cursor: string | undefined;
  do {
    const { status, json } = await office.ask('POST plan', { body: JSON.stringify({ ...asked, cursor }) });
    if (status !== 200) throw new Error(`${status}: ${JSON.stringify(json)}`);
    tally.add(json);
    cursor = json.cursor;
  } while (cursor !== undefined);
  return tally.report();
}
