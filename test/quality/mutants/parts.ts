// What is mutated, and which tests must notice: the code that decides who gets and who loses what.

export interface Part {
  /** Patterns over the repository. */
  readonly subjects: readonly string[];
  /**
   * Tests of these parts alone: a mutant that only a run of the whole pipeline notices is not pinned down. Asked in this order,
   * until one notices.
   */
  readonly witnesses: readonly string[];
}

export const parts: { readonly [name: string]: Part } = {
  /** The rules themselves: each is pinned down by an example or a property of its own. */
  rules: {
    subjects: [
      'shared/core/{diff,guard,losses,trial}.ts',
      'shared/core/policy/{calendar,canonical,characters,cohort,condition,duties,in-force,limits-in-force,pattern,profile}.ts',
      'shared/core/policy/{reference,roles,roll-out,subject,turning,unique,used,version-for}.ts',
    ],
    witnesses: [
      'test/core/{policy,diff,guard,losses,trial,used-attributes}.test.ts',
      'test/core/policy/{answers,compared,conditions,duties,limits-in-force,parts,profile,unique,version-for}.test.ts',
    ],
  },
  /** The index that answers as the rules do: each part of it by examples of its own. That it equals the reference, laws say apart. */
  index: {
    subjects: ['shared/core/policy/{entitled,resolve}.ts', 'shared/core/policy/compiled/*.ts'],
    witnesses: ['test/core/policy/compiled/*.test.ts', 'test/core/policy/{answers,duties,listed}.test.ts'],
  },
  /** Everybody under one policy, then under the next: by what changes and whom that touches, compared with asking everybody again. */
  roll: {
    subjects: ['shared/core/policy/{listed,revised,revision,roll}.ts'],
    witnesses: ['test/core/policy/{listed,revised,revision}.test.ts'],
  },
};

/** Of the part that a run is about, which the processes that it starts are told by `MUTATED_PART`. */
export function witnesses(): readonly string[] {
  return parts[process.env.MUTATED_PART ?? '']?.witnesses ?? [];
}
