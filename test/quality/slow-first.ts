// The order of test files for more than one worker: what takes longest starts first, so that no worker waits for one file at the end.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Longer than a quarter of a minute on two cores, the longest first. A file that is not named here comes after them. */
const LONGEST = [
  'infra/deploy.real',
  'demo/peers.real',
  'adapters/keycloak.real',
  'fire/kills.real',
  'e2e/rotation.real',
  'e2e/laptop-edges.real',
  'demo/demo.real',
  'contracts/peers.real',
  'sim/sim.long',
  'sim/seeded-bugs.long',
  'adapters/laws.long',
  'operator/policy-folder/broken-policies.long',
  'e2e/explain.real',
  'core/policy/lint-rules.laws',
];
const TIERS = ['real', 'long', 'fast'];

/** Named files first, then by tier, and in a tier as vitest has it: by the last run's times, or by size. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

function rank({ moduleId, project }: TestSpecification): number {
  const named = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
  return named >= 0 ? named : LONGEST.length + TIERS.indexOf(project.name);
}
