// `node bin/run.js operator/policy-docs/write.ts`: writes docs/policy-reference.md and docs/policy/schema anew, out of the schema.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { partSchema, SCHEMA_NAMES } from './part-schema.ts';
import { referencePage } from './reference-page.ts';

const docs = join(resolve(import.meta.dirname, '../..'), 'docs');
mkdirSync(join(docs, 'policy/schema'), { recursive: true });
for (const name of SCHEMA_NAMES)
  writeFileSync(join(docs, 'policy/schema', `${name}.json`), `${JSON.stringify(partSchema(name), null, 2)}\n`);
writeFileSync(join(docs, 'policy-reference.md'), referencePage());
console.log(`${docs}: policy-reference.md and policy/schema are written`);
