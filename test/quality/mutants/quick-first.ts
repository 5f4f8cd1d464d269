// The order of test files against a mutant: an example notices in milliseconds what a law takes seconds to meet.
import { matchesGlob } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { witnesses } from './parts.ts';

/** As the part names its witnesses, then by name: the same order in each run. */
export class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((one, other) => rank(one) - rank(other) || (one.moduleId < other.moduleId ? -1 : 1));
  }
}

function rank({ moduleId }: TestSpecification): number {
  return witnesses().findIndex((pattern) => matchesGlob(moduleId, `**/${pattern}`));
}
