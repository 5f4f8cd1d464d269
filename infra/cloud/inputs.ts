// What a deploy must be told, and nothing more: each input has a default, a bound, and one sentence when it is wrong.
import { join } from 'node:path';
import { readFittingSettings } from '../../operator/settings-file.ts';
import type { Settings } from '../../shared/model/settings.ts';

export interface Inputs {
  /** Names the stack `frontdesk-<stage>` and all that is in it. */
  readonly stage: string;
  readonly settings: Settings;
  /** `off`: for an account, or an emulator of one, that knows no composite alarms. */
  readonly alarms: 'on' | 'off';
  readonly lock: HeadLock;
}

/** How long nobody can delete or change a sealed head: `compliance` nobody at all, `governance` but who holds `s3:BypassGovernanceRetention`. */
export interface HeadLock {
  readonly mode: 'compliance' | 'governance';
  readonly years: number;
}

/** An input that cannot be used, in one sentence. */
export class InputRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InputRefused';
  }
}

export interface Told {
  /** `-c name=value` of the command line, with what CDK itself puts there. */
  readonly context: { readonly [name: string]: unknown };
  /** Fills the placeholders of the settings, and stands in for what the command line does not say: `FRONTDESK_STAGE`, `FRONTDESK_SETTINGS_FILE`. */
  readonly environment: { readonly [name: string]: string | undefined };
  /** The repository's root. */
  readonly root: string;
}

/** Throws `InputRefused`, or `FileRefused` with the settings' file and line. */
export async function readInputs({ context, environment, root }: Told): Promise<Inputs> {
  refuseMistyped(context);
  const said = (name: string, variable: string) => context[name] ?? environment[variable];
  const stage = said('stage', 'FRONTDESK_STAGE') ?? 'main';
  if (typeof stage !== 'string' || !/^[a-z][a-z0-9-]{0,15}$/.test(stage))
    throw new InputRefused(
      `stage "${String(stage)}" is no name of a stage: give 1 to 16 lower-case letters, digits and hyphens, a letter first`,
    );
  const file = said('settings', 'FRONTDESK_SETTINGS_FILE') ?? join(root, 'infra/cloud/first.yaml');
  if (typeof file !== 'string' || !/\.ya?ml$/.test(file))
    throw new InputRefused(
      `settings "${String(file)}" is no YAML file: give the path of one that ends in .yaml or .yml`,
    );
  const alarms = said('alarms', 'FRONTDESK_ALARMS') ?? 'on';
  if (alarms !== 'on' && alarms !== 'off') throw new InputRefused(`alarms "${String(alarms)}" is neither on nor off`);
  const lock = lockOf(said('lock', 'FRONTDESK_LOCK') ?? 'compliance:1');
  return { stage, settings: await readFittingSettings(file, environment), alarms, lock };
}

const NAMES = ['stage', 'settings', 'alarms', 'lock'];

/** What `cdk acknowledge` and `cdk cli-telemetry` keep in the context; CDK's other names have a colon or an at sign. */
const CDK_NAMES = ['acknowledged-issue-numbers', 'cli-telemetry'];

/** A mistyped name would deploy the default beside it. */
function refuseMistyped(context: Told['context']): void {
  const unknown = Object.keys(context).filter((name) => !/[:@]/.test(name) && ![...NAMES, ...CDK_NAMES].includes(name));
  if (unknown.length === 0) return;
  throw new InputRefused(`there is no input "${unknown.join('", "')}": -c takes ${NAMES.join(', ')}`);
}

/** Ten years at most: in compliance mode a slip of the finger cannot be taken back by anybody. */
function lockOf(said: unknown): HeadLock {
  const [, mode, years] = /^(compliance|governance):([1-9]|10)$/.exec(String(said)) ?? [];
  if (mode !== 'compliance' && mode !== 'governance')
    throw new InputRefused(
      `lock "${String(said)}" is no lock of sealed heads: give compliance or governance, a colon, and 1 to 10 years`,
    );
  return { mode, years: Number(years) };
}
