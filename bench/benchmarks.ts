// The registry: a benchmark is one file and one line here.
import type { Benchmark } from './benchmark.ts';

const benchmarks: { readonly [name: string]: () => Promise<Benchmark> } = {
  'e2e.hire': async () => (await import('./e2e-hire.ts')).e2eHire,
  'e2e.leaver-under-load': async () => (await import('./leaver-under-load.ts')).leaverUnderLoad,
  'ingest.http': async () => (await import('./ingest-http.ts')).ingestHttp,
  'ingest.invoke': async () => (await import('./ingest-invoke.ts')).ingestInvoke,
  'cost.per-event': async () => (await import('./cost-per-event.ts')).costPerEvent,
  'cost.idle': async () => (await import('./cost-idle.ts')).costIdle,
  'cold.import': async () => (await import('./cold-import.ts')).coldImport,
  'policy.users': async () => (await import('./policy-users.ts')).policyUsers,
  'policy.scale': async () => (await import('./policy-scale.ts')).policyScale,
  'policy.incremental': async () => (await import('./policy-incremental.ts')).policyIncremental,
  'policy.plan': async () => (await import('./policy-plan.ts')).policyPlan,
  'policy.replay': async () => (await import('./policy-replay.ts')).policyReplay,
  'pace.util': async () => (await import('./pace-util.ts')).paceUtil,
  'growth.history': async () => (await import('./growth-history.ts')).growthHistory,
  'growth.targets': async () => (await import('./growth-targets.ts')).growthTargets,
  'start.laptop': async () => (await import('./start-laptop.ts')).startLaptop,
};

export const benchmarkNames: readonly string[] = Object.keys(benchmarks);

/** Loaded when it is asked for; undefined when there is none of that name. */
export async function benchmarkByName(name: string): Promise<Benchmark | undefined> {
  return Object.hasOwn(benchmarks, name) ? benchmarks[name]?.() : undefined;
}
