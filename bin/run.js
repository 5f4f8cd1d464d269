#!/usr/bin/env node
// `node bin/run.js SCRIPT ...`: runs a script of this repository under Node 24, for the scripts in package.json.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fail, isNewEnough, keepCompiled, restart } from './newer-node.js';

const script = resolve(process.argv[2]);
process.argv.splice(1, 2, script);

if (isNewEnough()) {
  keepCompiled();
  import(pathToFileURL(script).href).catch(fail);
} else restart(script, process.argv.slice(2));
