// `npx cdk synth` and `npx cdk deploy`: reads the inputs, bundles the functions, and hands the stack to CDK.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { FileRefused } from '../../operator/settings-file.ts';
import { topology } from '../topology.ts';
import { bundleFunctions } from './bundles.ts';
import { checkRules } from './checks.ts';
import { InputRefused, readInputs } from './inputs.ts';
import { SETTINGS_FILE } from './pipeline.ts';
import { FrontdeskStack } from './stack.ts';

const root = resolve(import.meta.dirname, '../..');

async function main(): Promise<void> {
  const app = new App();
  const inputs = await readInputs({
    context: app.node.getAllContext(),
    environment: process.env,
    root,
  });
  const bundles = mkdtempSync(join(tmpdir(), 'frontdesk-bundles-'));
  try {
    const beside = { [SETTINGS_FILE]: JSON.stringify(inputs.settings) };
    bundleFunctions({ root, into: bundles, functions: topology.functions, beside });
    const stack = new FrontdeskStack(app, `frontdesk-${inputs.stage}`, { ...inputs, topology, root, bundles });
    checkRules(app, stack);
    app.synth();
  } finally {
    rmSync(bundles, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  const told = error instanceof InputRefused || error instanceof FileRefused;
  process.stderr.write(`frontdesk: ${told ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
