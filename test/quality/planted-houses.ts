// Small houses, each with one thing wrong: every rule of the architecture test must find what is planted for it.

export interface PlantedHouse {
  /** The rule that must object, by its name in `houseRules`. */
  readonly rule: string;
  readonly plant: string;
  readonly files: Readonly<Record<string, string>>;
  /** A part of what the rule must say. */
  readonly says: string;
}

const floors = 'imports go down the floors only, and siblings never import each other';
const vendors = 'one target or source never imports another one';
const cycles = 'no file imports itself, however long the way round';
const pure = 'the core and the model are pure: no node:*, no waiting, no clock, no chance';
const ports = 'ports declare and do nothing';
const steps = 'the steps take time, chance and the network from ports only';
const awsSdk = 'only shared/aws, adapters of AWS and the laptop run use the AWS SDK';
const handlers = 'a handler and the CLI name no adapter and no SDK';
const oracle = "the simulator's oracle imports nothing from the core it judges";
const signatures = 'signatures are compared by timingSafeEqual only';
const size = 'a file has at most 250 lines, a test 400';
const names = 'files are named in kebab-case';
const drawers = 'no file is a drawer: its name says what is in it';
const sentence = 'a file opens with a sentence that says why it is there';
const noAny = 'nothing is `any`';
const named = 'exports have names';

export const plantedHouses: readonly PlantedHouse[] = [
  one(floors, 'an import up', 'shared/core/a.ts', `import { b } from '../steps/b.ts';`, 'imports up'),
  one(floors, 'an import up in a type', 'shared/model/a.ts', `import type { B } from '../core/b.ts';`, 'imports up'),
  one(floors, 'an import up, only when it is called', 'shared/ports/a.ts', `import('../wire.ts');`, 'imports up'),
  one(floors, 'an export up', 'shared/core/a.ts', `export { b } from '../adapters/b.ts';`, 'imports up'),
  one(
    floors,
    'a step that imports an adapter',
    'shared/steps/a.ts',
    `import '../adapters/index.ts';`,
    'imports across',
  ),
  one(floors, 'a source that imports AWS', 'shared/sources/a.ts', `import '../aws/clients.ts';`, 'imports across'),
  one(floors, 'a handler that imports the CLI', 'functions/a.ts', `import '../operator/main.ts';`, 'imports across'),
  one(floors, 'a core that calls a port', 'shared/core/a.ts', `import { b } from '../ports/b.ts';`, 'imports across'),
  one(floors, 'a port that knows the core', 'shared/ports/a.ts', `import type { B } from '../core/b.ts';`, 'across'),
  one(
    floors,
    'a product that imports its tests',
    'infra/a.ts',
    `import '../test/a.ts';`,
    'the product imports test/a.ts',
  ),
  one(floors, 'a folder of no floor', 'shared/extra/a.ts', `export const a = 1;`, 'lies on no floor'),
  one(
    vendors,
    'an adapter in an adapter',
    'shared/adapters/a/x.ts',
    `import '../b/y.ts';`,
    'imports shared/adapters/b',
  ),
  one(vendors, 'a source in a source', 'shared/sources/a/x.ts', `import '../b/y.ts';`, 'imports shared/sources/b'),
  {
    rule: cycles,
    plant: 'a cycle of three files, one link of it a type',
    files: {
      'shared/core/a.ts': `import { b } from './b.ts';`,
      'shared/core/b.ts': `import type { C } from './c.ts';`,
      'shared/core/c.ts': `export { a } from './a.ts';`,
    },
    says: 'shared/core/a.ts > shared/core/b.ts > shared/core/c.ts > shared/core/a.ts',
  },
  one(cycles, 'a file that imports itself', 'shared/core/a.ts', `import './a.ts';`, 'imports itself'),
  one(
    pure,
    'node:crypto in the core',
    'shared/core/a.ts',
    `import { hash } from 'node:crypto';`,
    'imports node:crypto',
  ),
  one(pure, 'node:fs in the model', 'shared/model/a.ts', `import type { Stats } from 'node:fs';`, 'imports node:fs'),
  one(pure, 'an async function', 'shared/core/a.ts', `export async function a() {}`, 'is async'),
  one(pure, 'an async method', 'shared/core/a.ts', `export const a = { async b() {} };`, 'is async'),
  one(pure, 'an await', 'shared/core/a.ts', `const a = await b;`, 'awaits'),
  one(pure, 'a promise in a type', 'shared/core/a.ts', `export type A = Promise<string>;`, 'speaks of a Promise'),
  one(pure, 'a promise that is made', 'shared/core/a.ts', `Promise.resolve(1);`, 'speaks of a Promise'),
  one(pure, 'the clock', 'shared/core/a.ts', `export const a = () => Date.now();`, 'calls Date.now'),
  one(pure, 'the clock as a date', 'shared/model/a.ts', `export const a = () => new Date();`, 'asks new Date()'),
  one(pure, 'chance', 'shared/core/a.ts', `export const a = () => Math.random();`, 'calls Math.random'),
  one(pure, 'a fresh id', 'shared/core/a.ts', `export const a = () => crypto.randomUUID();`, 'uses crypto.randomUUID'),
  one(pure, 'the network', 'shared/core/a.ts', `export const a = () => fetch('x');`, 'calls fetch()'),
  one(pure, 'the environment', 'shared/model/a.ts', `export const a = process.env.A;`, 'uses process.env'),
  one(ports, 'a port that reads files', 'shared/ports/a.ts', `import { readFile } from 'node:fs/promises';`, 'node:fs'),
  one(ports, 'a port that waits', 'shared/ports/a.ts', `export const a = async () => 1;`, 'is async'),
  one(steps, 'a timer', 'shared/steps/a.ts', `setTimeout(() => {}, 1);`, 'calls setTimeout()'),
  one(steps, 'the clock', 'shared/steps/a.ts', `export const a = Date.now;`, 'calls Date.now'),
  one(steps, 'node:crypto', 'shared/steps/a.ts', `import { randomUUID } from 'node:crypto';`, 'imports node:crypto'),
  one(awsSdk, 'an SDK in a step', 'shared/steps/a.ts', `import '@aws-sdk/client-sqs';`, 'imports @aws-sdk/client-sqs'),
  one(awsSdk, 'an SDK in another target', 'shared/adapters/scim/a.ts', `import '@aws-sdk/client-iam';`, '@aws-sdk'),
  one(handlers, 'an adapter in a handler', 'functions/a.ts', `import '../shared/adapters/postgres/index.ts';`, 'names'),
  one(handlers, 'an SDK in a handler', 'functions/a.ts', `import '@aws-sdk/client-sqs';`, 'names @aws-sdk'),
  one(handlers, "a target's client in the CLI", 'operator/a.ts', `import { Pool } from 'pg';`, 'names pg'),
  one(oracle, 'an oracle that reads the core', 'test/sim/oracle.ts', `import '../../shared/core/fold.ts';`, 'reaches'),
  one(
    oracle,
    "an oracle with the core's types",
    'test/sim/oracle/a.ts',
    `import type { A } from '../../../shared/core/a.ts';`,
    'reaches',
  ),
  {
    rule: oracle,
    plant: 'an oracle that reaches the core by way of another file',
    files: {
      'test/sim/oracle-fold.ts': `import { b } from './judge.ts';`,
      'test/sim/judge.ts': `import { fold } from '../../shared/core/fold.ts';`,
    },
    says: 'reaches test/sim/judge.ts > shared/core/fold.ts',
  },
  one(
    signatures,
    'a signature compared as text',
    'shared/sources/a.ts',
    `if (given === signature) f();`,
    'signature with ===',
  ),
  one(
    signatures,
    'a fresh digest',
    'shared/sources/a.ts',
    `if (hmac.digest('hex') !== header) f();`,
    'digest with !==',
  ),
  one(
    signatures,
    'a list of signatures',
    'shared/sources/a.ts',
    `given.includes(signature);`,
    'signature with includes()',
  ),
  one(
    signatures,
    'bytes by equals',
    'shared/sources/a.ts',
    `a.equals(expectedSignature);`,
    'expectedSignature with equals()',
  ),
  one(
    signatures,
    'a token with a secret',
    'shared/sources/a.ts',
    `if (token === config.secret) f();`,
    'secret with ===',
  ),
  one(size, 'a long file', 'shared/core/a.ts', 'f();\n'.repeat(251), 'has 251 lines'),
  one(size, 'a long test', 'test/core/a.test.ts', 'f();\n'.repeat(401), 'has 401 lines'),
  one(names, 'a name in camelCase', 'shared/core/foldPerson.ts', `f();`, 'kebab-case'),
  one(drawers, 'a drawer', 'shared/core/utils.ts', `f();`, 'is a drawer'),
  one(drawers, 'a drawer of types', 'shared/adapters/scim/types.ts', `f();`, 'is a drawer'),
  one(sentence, 'no sentence', 'shared/core/a.ts', `import '../model/a.ts';`, 'opens without a comment'),
  one(noAny, 'an any', 'shared/core/a.ts', `export const a = (b: any) => b;`, 'says any'),
  one(noAny, 'an any within a type', 'test/a.ts', `export type A = readonly Record<string, any>[];`, 'says any'),
  one(named, 'a default export', 'shared/core/a.ts', `export default 1;`, 'has a default export'),
];

/** Nothing is wrong here, close as it comes to the rules. */
export const soundHouse: Readonly<Record<string, string>> = {
  'functions/apply.ts': `// Applies.\nimport { apply } from '../shared/steps/apply.ts';\nimport { wire } from '../shared/wire.ts';\nimport '@middy/core';\n`,
  'shared/wire.ts': `// Wires.\nimport './aws/clients.ts';\nimport './steps/apply.ts';\nexport const lazy = () => import('./adapters/index.ts');\n`,
  'shared/aws/clients.ts': `// Clients.\nimport '@aws-sdk/client-sqs';\nexport const now = () => Date.now();\n`,
  'shared/adapters/index.ts': `// The registry.\nimport './scim/index.ts';\n`,
  'shared/adapters/scim/index.ts': `// SCIM.\nimport 'node:net';\nimport { near } from './near.ts';\n`,
  'shared/adapters/scim/near.ts': `// Near.\nexport const near = 1;\n`,
  'shared/adapters/aws-iam/index.ts': `// IAM.\nimport '@aws-sdk/client-iam';\n`,
  'shared/steps/apply.ts': `// Applies.\nimport { plan } from '../core/plan.ts';\nexport const at = (now: number) => new Date(now);\nexport const apply = async (ports: { fetch(): Promise<void> }) => await ports.fetch();\n`,
  'shared/core/plan.ts': `// Plans.\nimport * as z from 'zod';\nimport type { Key } from '../ports/table.ts';\nimport '../model/plan.ts';\nexport const day = (at: string) => new Date(at).getUTCDay() + Math.max(1, 2);\n`,
  'shared/ports/table.ts': `// A table.\nimport '../model/plan.ts';\nexport interface Key { get(): Promise<unknown> }\n`,
  'shared/model/plan.ts': `// A plan.\nimport * as z from 'zod';\n`,
  'shared/env.ts': `// Settings.\nimport './model/plan.ts';\n`,
  'shared/sources/okta/index.ts': `// Okta.\nimport { timingSafeEqual } from 'node:crypto';\nif (signature === undefined || signature.length === 0 || secret !== '') timingSafeEqual(signature, digest(secret));\nif (typeof signature !== 'string' && header.startsWith('sig=')) f();\n`,
  'test/sim/oracle.ts': `// Judges.\nimport '../../shared/model/plan.ts';\nimport type { Store } from './store.ts';\n`,
  'test/sim/store.ts': `// Stores.\nimport '../../shared/core/plan.ts';\n`,
  'test/core/plan.test.ts': `import '../../shared/adapters/index.ts';\n`,
  'vitest.config.ts': `// Tests.\nexport default {};\n`,
};

function one(...[rule, plant, path, text, says]: readonly [string, string, string, string, string]): PlantedHouse {
  return { rule, plant, files: { [path]: text }, says };
}
