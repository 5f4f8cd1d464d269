// How many people each role and target has at an example company: `node bin/run.js examples/headcount.ts saas-50`.
import { join, resolve } from 'node:path';
import { readPolicyFolder } from '../operator/policy-folder.ts';
import { EXAMPLES } from './companies.ts';
import { countHeads } from './heads.ts';
import { populationOf } from './population.ts';

const [name = ''] = process.argv.slice(2);
const example = EXAMPLES.find((one) => one.name === name);

if (example) {
  const at = Date.now();
  const { subjects } = await populationOf(example, at);
  const { policy } = readPolicyFolder(join(import.meta.dirname, name, 'policy'));
  const { roles, targets } = countHeads(policy, subjects, at);
  const width = Math.max(...Object.keys(roles).map(({ length }) => length));
  for (const [title, counts] of Object.entries({ roles, targets })) {
    console.log(`\n${title}`);
    for (const [one, count] of Object.entries(counts)) console.log(`  ${one.padEnd(width)} ${`${count}`.padStart(6)}`);
  }
} else {
  console.error(`${resolve(name)} is no example; there are ${EXAMPLES.map((one) => one.name).join(', ')}`);
  process.exitCode = 1;
}
