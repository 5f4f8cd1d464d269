// Whether a condition can hold of anybody, and whether one condition holds wherever another does.
import type { When } from '../../../model/policy/condition.ts';
import { type Claim, type Flagging, type Formula, formulaOf, waysOf } from './formula.ts';
import { isImpossible } from './values.ts';

/** Conditions with more ways than that are taken as possible: the answer would take too long. */
const MOST_WAYS = 512;

/**
 * Why `when` holds of nobody, on no day: of each way in which it could, the claims that exclude each other. Undefined where
 * that is not certain.
 */
export function clashesIn(when: When, flagging: Flagging): readonly (readonly Claim[])[] | undefined {
  return clashesOf(formulaOf(when, flagging));
}

/** True only where it is certain that `other` holds of everybody of whom `when` holds. */
export function holdsWherever(other: When, when: When, flagging: Flagging): boolean {
  const parts = [formulaOf(when, flagging), formulaOf(other, flagging, false)];
  return clashesOf({ kind: 'and', parts }) !== undefined;
}

function clashesOf(formula: Formula): readonly (readonly Claim[])[] | undefined {
  const clashes: (readonly Claim[])[] = [];
  for (const way of waysOf(formula, MOST_WAYS) ?? [[]]) {
    if (!isClash(way)) return undefined;
    clashes.push(way.reduce(withoutNeedless, way));
  }
  return clashes;
}

/** Leaves a claim out where the others exclude each other by themselves. */
function withoutNeedless(clash: readonly Claim[], claim: Claim): readonly Claim[] {
  const others = clash.filter((one) => one !== claim);
  return isClash(others) ? others : clash;
}

function isClash(claims: readonly Claim[]): boolean {
  return isSharedOut(claims) || areGroupsDenied(claims) || attributesOf(claims).some((name) => isDenied(claims, name));
}

function isSharedOut(claims: readonly Claim[]): boolean {
  return claims.some(
    (a) => a.kind === 'share' && claims.some((b) => b.kind === 'share' && b.cohort === a.cohort && b.holds !== a.holds),
  );
}

/** In one of some groups, and in none of more. */
function areGroupsDenied(claims: readonly Claim[]): boolean {
  const groups = claims.filter((claim) => claim.kind === 'groups');
  const denied = new Set(groups.filter(({ holds }) => !holds).flatMap((claim) => claim.groups));
  return groups.some((claim) => claim.holds && claim.groups.every((group) => denied.has(group)));
}

function attributesOf(claims: readonly Claim[]): readonly string[] {
  return [...new Set(claims.flatMap((claim) => (claim.kind === 'test' ? [claim.name] : [])))];
}

function isDenied(claims: readonly Claim[], name: string): boolean {
  const own = claims.filter((claim) => claim.kind === 'test').filter((claim) => claim.name === name);
  return isImpossible({
    holding: own.filter(({ holds }) => holds).map(({ atom }) => atom),
    failing: own.filter(({ holds }) => !holds).map(({ atom }) => atom),
  });
}
