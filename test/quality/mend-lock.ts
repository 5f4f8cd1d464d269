// `npm run lock`: after a package was added, what npm left out of package-lock.json is put in.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { mendedLock } from './mended-lock.ts';

const file = resolve(import.meta.dirname, '../../package-lock.json');
writeFileSync(file, mendedLock(readFileSync(file, 'utf8')));
