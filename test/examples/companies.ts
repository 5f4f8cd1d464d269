// What is true of every example company, asked once for all of them.
import { join, resolve as resolvePath } from 'node:path';
import type { Example } from '../../examples/companies.ts';
import { countHeads } from '../../examples/heads.ts';
import { populationOf } from '../../examples/population.ts';
import { readPolicyFolder } from '../../operator/policy-folder.ts';
import { uniqueFieldsOf } from '../../shared/core/policy/unique.ts';

export const EXAMPLES_FOLDER = resolvePath(import.meta.dirname, '../../examples');
/** The day of every test: what the examples say of contracts and trial months is said as of then. */
export const DAY = Date.parse('2026-12-01T12:00:00Z');

export async function looked(example: Example) {
  const { subjects, faults } = await populationOf(example, DAY);
  const { policy } = readPolicyFolder(join(EXAMPLES_FOLDER, example.name, 'policy'));
  const heads = countHeads(policy, subjects, DAY);
  const missed = Object.entries(heads.roles).filter(([role, count]) => count === 0 && !policy.roles[role]?.requestable);
  return { policy, subjects, faults, heads, missed: missed.map(([role]) => role) };
}

/**
 * Gives every unique field away, first come, first served, as a company does in which everybody starts on one day: how many
 * people had to take a number, and who got none.
 */
export function numbered({ policy, subjects }: Pick<Awaited<ReturnType<typeof looked>>, 'policy' | 'subjects'>) {
  const taken = new Set<string>();
  const numbers = new Map<string, number>();
  const nameless: string[] = [];
  for (const subject of subjects)
    for (const { name, nth } of uniqueFieldsOf(policy, subject, DAY)) {
      let number = 1;
      while (taken.has(`${name} ${nth(number)}`) && number < 100) number++;
      const value = nth(number);
      if (value === undefined || number === 100) nameless.push(`${subject.person}: ${name}`);
      taken.add(`${name} ${value}`);
      if (number > 1) numbers.set(name, (numbers.get(name) ?? 0) + 1);
    }
  return { numbered: Object.fromEntries(numbers), nameless };
}
