// Every version of the policy that is for anybody now: a name that one of them knows is known.
import type { Pipeline, PolicyVersion } from '../../ports/pipeline.ts';

/** `why` it is for some people only; undefined of the version for everybody. */
export interface VersionInForce extends PolicyVersion {
  readonly why?: 'trial' | 'plan';
}

/** The version for everybody, then the one on trial, then those of applied plans; each once. */
export async function policiesInForce(
  ports: Pick<Pipeline, 'activePolicy' | 'policyVersion'>,
): Promise<readonly VersionInForce[]> {
  const { inForce, base } = await ports.activePolicy();
  const whys = new Map<string, 'trial' | 'plan'>();
  for (const { version } of Object.values(inForce.pins)) whys.set(version, 'plan');
  if (inForce.rollOut) whys.set(inForce.rollOut.candidate.version, 'trial');
  whys.delete(base.version);
  const others = await Promise.all(
    [...whys].map(async ([version, why]) => {
      const found = await ports.policyVersion(version);
      return found ? [{ ...found, why }] : [];
    }),
  );
  return [base, ...others.flat().sort((a, b) => RANK[a.why] - RANK[b.why])];
}

const RANK = { trial: 0, plan: 1 } as const;
