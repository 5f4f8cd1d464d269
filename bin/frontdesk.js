#!/usr/bin/env node
// The command line, under whichever Node it is called.
import { fileURLToPath } from 'node:url';
import { fail, isNewEnough, keepCompiled, restart } from './newer-node.js';

if (isNewEnough()) {
  keepCompiled();
  import('../operator/main.ts').catch(fail);
} else restart(fileURLToPath(import.meta.url), process.argv.slice(2));
