// What is mutated, and which tests must notice: the code that decides who gets and who loses what.

export interface Part {
  /** Patterns over the repository. */
  readonly subjects: readonly string[];
  /** Tests of these parts alone: a mutant that only a run of the whole pipeline notices is not pinned down. */
  readonly witnesses: readonly string[];
}

const fast = [
  'test/core/{policy,diff,guard,losses,trial,used-attributes}.test.ts',
  'test/core/policy/{answers,compared,conditions,duties,parts,profile,unique,version-for}.test.ts',
];

export const parts = {
  /** The rules themselves: each is pinned down by an example or a property of its own. */
  rules: {
    subjects: [
      'shared/core/{diff,guard,losses,trial}.ts',
      'shared/core/policy/{calendar,canonical,characters,cohort,condition,duties,in-force,pattern,profile}.ts',
      'shared/core/policy/{reference,roles,roll-out,subject,turning,unique,used,version-for}.ts',
    ],
    witnesses: fast,
  },
  /** The index that answers as the rules do: first of all by its equality with the reference. */
  index: {
    subjects: ['shared/core/policy/{entitled,resolve}.ts', 'shared/core/policy/compiled/*.ts'],
    witnesses: [...fast, 'test/core/policy/resolve.laws.test.ts', 'test/core/policy/compiled/*.test.ts'],
  },
} as const satisfies { readonly [name: string]: Part };
