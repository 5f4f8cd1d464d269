// How many people each role and target has at an example company on a day: `node bin/run.js examples/headcount.ts saas-50 2027-07-01`.
import { join } from 'node:path';
import { readPolicyFolder } from '../operator/policy-folder.ts';
import { EXAMPLES } from './companies.ts';
import { countHeads } from './heads.ts';
import { populationOf } from './population.ts';

/** The examples are of December 2026; another day shows what dates do. */
const [name = '', day = '2026-12-01'] = process.argv.slice(2);
const example = EXAMPLES.find((one) => one.name === name);

const at = Date.parse(`${day}T12:00:00Z`);

if (example && !Number.isNaN(at)) {
  const { subjects } = await populationOf(example, at);
  const { policy } = readPolicyFolder(join(import.meta.dirname, name, 'policy'));
  const { roles, targets } = countHeads(policy, subjects, at);
  const width = Math.max(...Object.keys(roles).map(({ length }) => length));
  for (const [title, counts] of Object.entries({ roles, targets })) {
    console.log(`\n${title}`);
    for (const [one, count] of Object.entries(counts)) console.log(`  ${one.padEnd(width)} ${`${count}`.padStart(6)}`);
  }
} else {
  const names = EXAMPLES.map((one) => one.name).join(', ');
  console.error(`"${name} ${day}" is no example and a day such as 2027-07-01; there are ${names}`);
  process.exitCode = 1;
}
