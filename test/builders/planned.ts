// A plan as the command line makes it: slice by slice of the operators' API, brought together.
import { type PlanReport, planTally } from '../../shared/core/plan-report.ts';
import { type SavedPlan, savePlan } from '../../shared/core/saved-plan.ts';
import type { Origin } from '../../shared/model/policy/origin.ts';
import type { Policy } from '../../shared/model/policy/policy.ts';
import type { ChunkEnd } from '../../shared/model/saved-plan.ts';
import { type Office, sha256 } from './an-office.ts';

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

/** The plan of a policy as a file would hold it. */
export async function savedPlan(office: Pick<Office, 'ask'>, policy: Policy, origin?: Origin): Promise<SavedPlan> {
  const report = await planned(office, { policy, pins: true });
  return savePlan({ head: report.head, policy, origin, previews: report.previews() }, sha256);
}

/** Applies it as the command line does. Throws with the answer where one is refused. */
export async function applied(
  office: Pick<Office, 'ask'>,
  { indexText: index, policyText: policy, chunkTexts }: SavedPlan,
  { token }: { readonly token?: string } = {},
): Promise<ChunkEnd> {
  const call = async (body: object): Promise<ChunkEnd> => {
    const { status, json } = await office.ask('POST apply-plan', { token, body: JSON.stringify({ index, ...body }) });
    if (status !== 200) throw new Error(`${status}: ${json?.detail}`);
    return json.kind === 'unfinished' ? call(body) : json;
  };
  await call({ policy });
  const ends: ChunkEnd[] = [];
  for (const [number, text] of chunkTexts.entries()) ends.push(await call({ chunk: { number, text } }));
  await call({ end: true });
  return {
    applied: ends.reduce((total, one) => total + one.applied, 0),
    held: ends.reduce((total, one) => total + one.held, 0),
    moved: ends.flatMap((one) => one.moved),
  };
}
