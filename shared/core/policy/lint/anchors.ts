// What a condition must mention before another one can hold wherever it does: so that not each is held against each.
import type { Atom, Claim, Formula } from './formula.ts';
import { firstLetters, isOneText } from './texts.ts';

/** Of each anchor, how many conditions have it. */
export type Frequency = ReadonlyMap<string, number>;

/**
 * Where `formula` holds wherever another condition does, and that one is possible, the other one mentions one of these. Undefined
 * where nothing is known of it. Of parts that must all hold, the rarest is enough.
 */
export function anchorsOf(formula: Formula, frequency: Frequency): readonly string[] | undefined {
  if (formula.kind === 'claim') return anchorsOfClaim(formula.claim);
  const parts = formula.parts.map((part) => anchorsOf(part, frequency));
  const known = parts.filter((part) => part !== undefined);
  const total = (anchors: readonly string[]) => anchors.reduce((sum, one) => sum + (frequency.get(one) ?? 0), 0);
  if (formula.kind === 'and') return known.toSorted((a, b) => total(a) - total(b))[0];
  // What one alternative denies another one may affirm: together they may hold of everybody.
  const isOpen = formula.parts.length > 1 && formula.parts.some(hasDenial);
  return isOpen || known.length < parts.length ? undefined : [...new Set(known.flat())];
}

/** Every anchor in a formula. */
export function allAnchors(formula: Formula): readonly string[] {
  return formula.kind === 'claim' ? anchorsOfClaim(formula.claim) : formula.parts.flatMap(allAnchors);
}

/** Everything that a condition mentions; `lengths`: those of the beginnings that are looked for. */
export function mentionsOf(formula: Formula, lengths: readonly number[]): readonly string[] {
  if (formula.kind !== 'claim') return formula.parts.flatMap((part) => mentionsOf(part, lengths));
  const { claim } = formula;
  if (claim.kind === 'share') return anchorsOfClaim(claim);
  if (claim.kind === 'groups') return ['groups', ...claim.groups.map((group) => `group ${group}`)];
  const { name, atom } = claim;
  const texts = atom.kind === 'in' ? atom.values : [firstLetters(atom)];
  return [
    `name ${name}`,
    ...valuesOf(atom).map((value) => `value ${name} ${value}`),
    ...texts.flatMap((text) =>
      lengths.filter((length) => length <= text.length).map((length) => `begins ${name} ${text.slice(0, length)}`),
    ),
  ];
}

/** How long the beginnings are that a formula asks for. */
export function lengthsOf(formula: Formula): readonly number[] {
  if (formula.kind !== 'claim') return formula.parts.flatMap(lengthsOf);
  return formula.claim.kind === 'test' ? [firstLetters(formula.claim.atom).length] : [];
}

function anchorsOfClaim(claim: Claim): readonly string[] {
  if (claim.kind === 'share') return [`share ${claim.cohort}`];
  if (claim.kind === 'groups') return claim.holds ? claim.groups.map((group) => `group ${group}`) : ['groups'];
  const { name, atom, holds } = claim;
  const values = valuesOf(atom);
  if (!holds) return [`name ${name}`];
  if (values.length > 0) return values.map((value) => `value ${name} ${value}`);
  const isBeginning = atom.kind === 'startsWith' || atom.kind === 'matches';
  return [isBeginning ? `begins ${name} ${firstLetters(atom)}` : `name ${name}`];
}

function hasDenial(formula: Formula): boolean {
  return formula.kind === 'claim' ? !formula.claim.holds : formula.parts.some(hasDenial);
}

function valuesOf(atom: Atom): readonly string[] {
  if (atom.kind === 'in') return atom.values;
  return atom.kind === 'matches' && isOneText(atom.pattern) ? [atom.pattern] : [];
}
