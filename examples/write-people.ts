// Writes the files of people of every example company anew: `node bin/run.js examples/write-people.ts`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXAMPLES } from './companies.ts';

for (const { name, peopleFiles } of EXAMPLES)
  for (const [file, text] of Object.entries(peopleFiles())) {
    writeFileSync(join(import.meta.dirname, name, file), text);
    console.log(`examples/${name}/${file}`);
  }
