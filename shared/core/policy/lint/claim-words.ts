// Claims that exclude each other, as a sentence of people.
import type { Atom, Claim } from './formula.ts';

/** `department is "A" and is "B"`. */
export function clashWords(clash: readonly Claim[]): string {
  const [first] = clash;
  if (!first) return 'a flag that it asks for is on for nobody';
  if (first.kind === 'share') return `it asks for a share of cohort "${first.cohort}" and for the others`;
  if (first.kind === 'groups') return 'it asks for groups that it excludes';
  const inOrder = [...clash.filter(({ holds }) => holds), ...clash.filter(({ holds }) => !holds)];
  return `${first.name} ${inOrder.map((claim) => (claim.kind === 'test' ? atomWords(claim.atom, claim.holds) : '')).join(' and ')}`;
}

function atomWords(atom: Atom, holds: boolean): string {
  const is = holds ? 'is' : 'is not';
  switch (atom.kind) {
    case 'in':
      return atom.values.length === 1
        ? `${is} "${atom.values[0]}"`
        : `${is} one of ${atom.values.map((value) => `"${value}"`).join(', ')}`;
    case 'startsWith':
      return `${holds ? 'begins' : 'does not begin'} with "${atom.text}"`;
    case 'matches':
      return `${holds ? 'matches' : 'does not match'} "${atom.pattern}"`;
    case 'before':
    case 'after':
      return `${is} ${atom.kind} ${atom.day}`;
    case 'exists':
      return holds ? 'is there' : 'is missing';
  }
}
