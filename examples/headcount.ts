// How many people each role and target has at an example company on a day: `node bin/run.js examples/headcount.ts saas-50 2027-07-01`.
import { join } from 'node:path';
import { readPolicyFolder } from '../operator/policy-folder.ts';
import { isDay, momentOf } from '../shared/core/as-of.ts';
import { EXAMPLES } from './companies.ts';
import { countHeads } from './heads.ts';
import { populationOf } from './population.ts';

/** The examples are of December 2026; another day shows what dates do. */
const [name = '', day = '2026-12-01'] = process.argv.slice(2);
const example = EXAMPLES.find((one) => one.name === name);

const at = momentOf(day, { zone: 'UTC', now: 0 });

if (!example) {
  const names = EXAMPLES.map((one) => one.name).join(', ');
  fail(name === '' ? `name an example: ${names}` : `there is no example "${name}"; there are ${names}`);
} else if (!isDay(day) || at === undefined) fail(`"${day}" is no day: give one such as 2027-07-01`);
else {
  const noon = Date.parse(`${day}T12:00:00Z`);
  const { subjects } = await populationOf(example, noon);
  const { policy } = readPolicyFolder(join(import.meta.dirname, name, 'policy'));
  const { roles, targets } = countHeads(policy, subjects, noon);
  const width = Math.max(...Object.keys(roles).map(({ length }) => length));
  for (const [title, counts] of Object.entries({ roles, targets })) {
    console.log(`\n${title}`);
    for (const [one, count] of Object.entries(counts)) console.log(`  ${one.padEnd(width)} ${`${count}`.padStart(6)}`);
  }
}

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
