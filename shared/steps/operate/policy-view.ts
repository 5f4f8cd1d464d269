// What an operator sees of policy versions: what is in force for whom, how a trial does, the history, and what two versions differ in.
import { comparePolicies } from '../../core/policy/compared.ts';
import { trialText } from '../../core/policy/roll-out.ts';
import type { RollOut } from '../../model/policy/in-force.ts';
import type { Pipeline } from '../../ports/pipeline.ts';
import { readHistory, readInForce } from '../in-force.ts';
import { readPolicyVersion } from '../policies.ts';
import { readWalk } from '../walk.ts';
import { watch } from '../watch.ts';

/** Lines of the history that are shown. */
const LINES = 50;

/** What is for whom now. `stale`: people of the last whole round whom another version decided than the one for them, since the change. */
export async function policyStatus(ports: Pipeline) {
  const inForce = await readInForce(ports);
  if (!inForce) return { base: undefined };
  const { base, rollOut, pins, frozen } = inForce;
  const plans = Object.entries(pins).map(([plan, put]) => ({ plan, ...put }));
  return {
    base,
    ...(rollOut && { rollOut: await shownRollOut(ports, rollOut) }),
    ...(plans.length > 0 && { plans }),
    ...(frozen && { frozen: { by: frozen.by, since: isoOf(frozen.at) } }),
    ...(await staleNow(ports)),
  };
}

/** Undefined inside when everybody is decided by the version for them. */
export async function staleNow(ports: Pipeline) {
  const walk = await readWalk(ports);
  if (!walk || walk.endedAt !== undefined) return {};
  return { stale: { people: Math.max(walk.stale ?? 0, walk.found), since: isoOf(walk.publishedAt) } };
}

async function shownRollOut(ports: Pipeline, rollOut: RollOut) {
  const { candidate, steps, startedAt, since, watch: span } = rollOut;
  const { failed, most, decided, nextAt } = await watch(ports, rollOut, await readWalk(ports));
  return {
    ...candidate,
    to: trialText(rollOut),
    steps,
    startedAt: isoOf(startedAt),
    since: isoOf(since),
    watchMinutes: span / 60_000,
    decided,
    failed,
    mostFailures: most,
    ...(nextAt !== undefined && { nextAt: isoOf(nextAt) }),
  };
}

/** The newest publications first: what, when, by whom, for whom, and why it ended. */
export async function policyHistory(ports: Pipeline) {
  const lines = await readHistory(ports, LINES);
  return lines.map((line) => ({ ...line, at: isoOf(line.at) }));
}

/** Undefined names the version that was never published. */
export async function policyDiff(ports: Pipeline, from: string, to: string) {
  const [before, after] = await Promise.all([readPolicyVersion(ports, from), readPolicyVersion(ports, to)]);
  if (!before) return { missing: from };
  if (!after) return { missing: to };
  return { changes: comparePolicies(before, after) };
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
