// `npm run rehearse`: a backup, a disaster and a restore on this machine, told step by step.
import { Misused, readFlags } from '../../operator/flags.ts';
import { BUILD_BEFORE, backAndForth, buildOf } from './rollback.ts';
import { aField, clear } from './stage.ts';
import { type Step, story } from './story.ts';

const HELP = `Rehearses backup, disaster and restore on this machine, and then a roll back, in folders and on ports of its own: docs/deploy.md.

  npm run rehearse -- [--to COMMIT] [--json]

  --to COMMIT  the build to roll back to; else ${BUILD_BEFORE}
  --json       one line of JSON

Exit code 0 when everything came back as it should, 1 when something did not.
`;

const CALL = 'npm run rehearse';

async function main(): Promise<void> {
  const { values } = readFlags(CALL, {
    options: {
      to: { type: 'string', default: BUILD_BEFORE },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const before = buildOf(values.to);
  if (!before) throw new Misused(CALL, `this clone has no commit ${values.to}`);
  const rollback: Step = {
    says: `an update and the way back to ${values.to}, twice, each with work in flight`,
    run: (field) => backAndForth(field, before),
  };
  const told: Told[] = [];
  try {
    for (const steps of [story, [rollback]]) await play(steps, (one) => tell(told, one, values.json));
  } finally {
    before.remove();
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ ok: true, steps: told })}\n`);
}

interface Told {
  readonly says: string;
  readonly seconds: number;
  readonly detail?: string;
}

async function play(steps: readonly Step[], tellOne: (told: Told) => void): Promise<void> {
  const field = await aField();
  try {
    for (const { says, run } of steps) {
      const from = performance.now();
      const detail = await run(field);
      const seconds = Number(((performance.now() - from) / 1_000).toFixed(1));
      tellOne({ says, seconds, ...(detail !== undefined && { detail }) });
    }
  } finally {
    await clear(field);
  }
}

function tell(told: Told[], one: Told, isJson: boolean): void {
  told.push(one);
  const detail = one.detail === undefined ? '' : `\n    ${one.detail}`;
  if (!isJson) process.stdout.write(`ok  ${one.says}  (${one.seconds} s)${detail}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`frontdesk: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
