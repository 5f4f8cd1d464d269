// A stage as CDK synthesizes it, in memory: its template, and what was found wrong with it.
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { checkRules } from '../../infra/cloud/checks.ts';
import type { HeadLock } from '../../infra/cloud/inputs.ts';
import type { Reason } from '../../infra/cloud/reasons.ts';
import { FrontdeskStack } from '../../infra/cloud/stack.ts';
import { type Topology, topology } from '../../infra/topology.ts';
import { readSettings } from '../../operator/settings-file.ts';
import type { Settings } from '../../shared/model/settings.ts';

export const ROOT = resolve(import.meta.dirname, '../..');

export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly properties: { readonly [name: string]: unknown };
  readonly deletion: string | undefined;
}

export interface Synthesized {
  readonly resources: readonly Resource[];
  readonly ofType: (type: string) => readonly Resource[];
  /** Rules of cdk-nag that something breaks without a reason. */
  readonly findings: readonly string[];
  readonly suppressed: readonly string[];
}

export interface StageOptions {
  readonly topology?: Topology;
  /** Instead of the repository's own. */
  readonly settings?: Settings;
  readonly reasons?: readonly Reason[];
  /** Something wrong to add before the checks. */
  readonly plant?: (stack: FrontdeskStack) => void;
  /** The folder of the workflows' definitions, under a folder `infra`. */
  readonly root?: string;
  readonly lock?: HeadLock;
}

const PLACES = {
  APP_URL: 'https://app.example.com/scim/v2',
  APP_TOKEN_URL: 'https://app.example.com/tokens',
  BAMBOOHR_URL: 'https://api.example.com',
  OKTA_URL: 'https://idp.example.com',
  WAREHOUSE_HOST: 'warehouse.example.com',
  WAREHOUSE_PORT: '5432',
};

const YEAR: HeadLock = { mode: 'compliance', years: 1 };

/** The repository's own settings with made-up addresses. */
export const repositorySettings = readSettings(join(ROOT, 'frontdesk.yaml'), PLACES);

/** A stage with code that is one line. */
export function synthesize({
  topology: spec = topology,
  settings = repositorySettings,
  reasons,
  plant,
  root = ROOT,
  lock = YEAR,
}: StageOptions = {}): Synthesized {
  const work = mkdtempSync(join(tmpdir(), 'frontdesk-synth-'));
  const bundles = join(work, 'bundles');
  for (const { name } of spec.functions) {
    mkdirSync(join(bundles, name), { recursive: true });
    writeFileSync(join(bundles, name, 'index.js'), `// ${name}\n`);
  }
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> };
  const outdir = join(work, 'cdk.out');
  const app = new App({ outdir, context });
  const stack = new FrontdeskStack(app, 'frontdesk-try', {
    stage: 'try',
    settings,
    topology: spec,
    root,
    bundles,
    lock,
  });
  plant?.(stack);
  checkRules(app, stack, reasons);
  try {
    app.synth();
  } catch (error) {
    // A finding fails the synth; it stands in the report.
    if (!(error instanceof Error && error.name === 'ValidationFailed')) throw error;
  }
  return { ...readTemplate(outdir), ...readReport(outdir) };
}

function readTemplate(outdir: string) {
  const { Resources } = JSON.parse(readFileSync(join(outdir, 'frontdesk-try.template.json'), 'utf8')) as {
    Resources: { [id: string]: { Type: string; Properties?: Resource['properties']; DeletionPolicy?: string } };
  };
  const resources = Object.entries(Resources).map(([id, { Type, Properties = {}, DeletionPolicy }]) => ({
    id,
    type: Type,
    properties: Properties,
    deletion: DeletionPolicy,
  }));
  return { resources, ofType: (type: string) => resources.filter((resource) => resource.type === type) };
}

interface Report {
  readonly pluginReports: readonly {
    readonly violations: readonly { readonly ruleName: string }[];
    readonly suppressedViolations?: readonly { readonly ruleName: string }[];
  }[];
}

function readReport(outdir: string) {
  const { pluginReports } = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as Report;
  return {
    findings: pluginReports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName)),
    suppressed: pluginReports.flatMap(({ suppressedViolations = [] }) =>
      suppressedViolations.map(({ ruleName }) => ruleName),
    ),
  };
}
