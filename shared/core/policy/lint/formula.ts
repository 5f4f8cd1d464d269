// A condition as single claims joined by "and" and "or", so that two of them can be held against each other.
import type { Test, When } from '../../../model/policy/condition.ts';
import type { Policy } from '../../../model/policy/policy.ts';
import { ownOf } from '../own.ts';

/** One test of a value that is there; `exists` asks for nothing more. */
export type Atom =
  | { readonly kind: 'in'; readonly values: readonly string[] }
  | { readonly kind: 'startsWith'; readonly text: string }
  | { readonly kind: 'matches'; readonly pattern: string }
  | { readonly kind: 'before' | 'after'; readonly day: string }
  | { readonly kind: 'exists' };

/** `holds: false` is its denial: the value is missing, or fails. `share`: the person is among the cohort's percentage. */
export type Claim =
  | { readonly kind: 'test'; readonly name: string; readonly atom: Atom; readonly holds: boolean }
  | { readonly kind: 'groups'; readonly groups: readonly string[]; readonly holds: boolean }
  | { readonly kind: 'share'; readonly cohort: string; readonly holds: boolean };

export type Formula =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Formula[] }
  | { readonly kind: 'claim'; readonly claim: Claim };

export type Flagging = Pick<Policy, 'flags' | 'cohorts'>;

const ALWAYS: Formula = { kind: 'and', parts: [] };
const NEVER: Formula = { kind: 'or', parts: [] };

/** What `when` claims; with `holds` false, what denies it. Flags are spelled out as their cohorts. */
export function formulaOf(when: When, flagging: Flagging, holds = true): Formula {
  const { all = [], any, not, attributes = {}, groups, flag } = when;
  return joined('and', holds, [
    ...all.map((part) => formulaOf(part, flagging, holds)),
    ...(any
      ? [
          joined(
            'or',
            holds,
            any.map((part) => formulaOf(part, flagging, holds)),
          ),
        ]
      : []),
    ...(not ? [formulaOf(not, flagging, !holds)] : []),
    ...Object.entries(attributes).map(([name, test]) => testFormula(name, test, holds)),
    ...(groups ? [claimed({ kind: 'groups', groups, holds })] : []),
    ...(flag === undefined ? [] : [flagFormula(flag, flagging, holds)]),
  ]);
}

/** Denied, "and" is "or" of what is denied. */
function joined(kind: 'and' | 'or', holds: boolean, parts: readonly Formula[]): Formula {
  return { kind: holds === (kind === 'and') ? 'and' : 'or', parts };
}

function claimed(claim: Claim): Formula {
  return { kind: 'claim', claim };
}

function testFormula(name: string, test: Test, holds: boolean): Formula {
  const atoms = atomsOf(test).map(({ atom, isDenied }) =>
    claimed({ kind: 'test', name, atom, holds: holds !== isDenied }),
  );
  return joined('and', holds, atoms);
}

function atomsOf(test: Test): readonly { readonly atom: Atom; readonly isDenied: boolean }[] {
  const plain = (atom: Atom) => [{ atom, isDenied: false }];
  if (typeof test === 'string') return plain({ kind: 'in', values: [test] });
  if (Array.isArray(test)) return plain({ kind: 'in', values: test });
  const { is, in: values, startsWith, matches, before, after, exists } = test as Exclude<Test, string | string[]>;
  return [
    ...(is === undefined ? [] : plain({ kind: 'in', values: [is] })),
    ...(values === undefined ? [] : plain({ kind: 'in', values })),
    ...(startsWith === undefined ? [] : plain({ kind: 'startsWith', text: startsWith })),
    ...(matches === undefined ? [] : plain({ kind: 'matches', pattern: matches })),
    ...(before === undefined ? [] : plain({ kind: 'before', day: before })),
    ...(after === undefined ? [] : plain({ kind: 'after', day: after })),
    ...(exists === undefined ? [] : [{ atom: { kind: 'exists' } as const, isDenied: !exists }]),
  ];
}

/** A flag is on for its cohort: the share and the condition. */
function flagFormula(flag: string, { flags, cohorts }: Flagging, holds: boolean): Formula {
  const name = ownOf(flags, flag)?.cohort ?? '';
  const cohort = ownOf(cohorts, name);
  if (!cohort) return holds ? NEVER : ALWAYS;
  const { percent = 100, when } = cohort;
  const never = { flags: {}, cohorts: {} };
  const share = percent === 0 ? NEVER : percent === 100 ? ALWAYS : undefined;
  return joined('and', holds, [
    share === undefined ? claimed({ kind: 'share', cohort: name, holds }) : holds ? share : denied(share),
    ...(when ? [formulaOf(when, never, holds)] : []),
  ]);
}

function denied(formula: Formula): Formula {
  return formula === NEVER ? ALWAYS : NEVER;
}

/** Every way in which the formula can hold, as claims that must hold together; undefined beyond `most` of them. */
export function waysOf(formula: Formula, most: number): readonly (readonly Claim[])[] | undefined {
  if (formula.kind === 'claim') return [[formula.claim]];
  let ways: readonly (readonly Claim[])[] = formula.kind === 'and' ? [[]] : [];
  for (const part of formula.parts) {
    const others = waysOf(part, most);
    if (!others || ways.length * others.length > most) return undefined;
    ways =
      formula.kind === 'and' ? ways.flatMap((way) => others.map((other) => [...way, ...other])) : [...ways, ...others];
    if (ways.length > most) return undefined;
  }
  return ways;
}
