// `npm run smoke -- --stage NAME`: asks a deployed stage a few questions, and says what it does before it does it.
import { Misused, readFlags } from './flags.ts';
import { readFittingSettings } from './settings-file.ts';
import { type Listener, type Probed, probe, probesFor } from './smoke.ts';
import { sendEvent } from './smoke-event.ts';
import { stageAddress } from './stage-address.ts';

const HELP = `Asks a deployed stage whether it is alive, well, and shut to strangers. It changes nothing; two reads stand in the audit log.

  FRONTDESK_TOKEN=<an operator's token> npm run smoke -- --stage NAME [--source NAME ...] [--json]
      [--event SOURCE --subject ID --settings FILE]

  --stage NAME     its stack frontdesk-NAME tells where it answers, by the AWS command line and your credentials;
                   with FRONTDESK_URL set that address is asked instead, and NAME is only printed
  --source NAME    a source of its settings that takes webhooks: it gets one unsigned delivery, which must be refused
  --event SOURCE   sends one event through the whole pipeline, signed with FRONTDESK_SOURCE_SECRET: a change of the person
                   --subject ID of that source in which nothing changes. It stands in the audit log. Not sent unless you say so
  --settings FILE  the stage's settings, for --event; its placeholders come from the environment
  --json           one line of JSON at the end, and nothing before

Exit code 0 when all is as it should be, 1 when something is not, 2 when it was not told where to ask.
`;

const CALL = 'npm run smoke';

function flags() {
  const { values } = readFlags(CALL, {
    options: {
      stage: { type: 'string' },
      source: { type: 'string', multiple: true, default: [] },
      event: { type: 'string' },
      subject: { type: 'string' },
      settings: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return values;
}

type Flags = ReturnType<typeof flags>;

async function main(): Promise<void> {
  const values = flags();
  if (values.help) return void process.stdout.write(HELP);
  const { FRONTDESK_URL: given, FRONTDESK_TOKEN: token } = process.env;
  const { stage } = values;
  if (!stage) throw new Misused(CALL, '--stage names the stage to ask');
  if (!token) throw new Misused(CALL, 'FRONTDESK_TOKEN is not set: give it the token of an operator');
  if (!/^[a-z][a-z0-9-]{0,15}$/.test(stage)) throw new Misused(CALL, `stage "${stage}" is no name of a stage`);
  const event = await eventOf(values);
  const listener = values.json ? SILENT : ALOUD;
  const door = { url: given || (await stageAddress(stage)), token };
  if (!values.json)
    process.stdout.write(`${stage} at ${door.url}${given ? ', as FRONTDESK_URL says; no stack was asked' : ''}\n`);
  const probed = [...(await probe(door, probesFor(door, values.source), listener))];
  if (event) probed.push(await sendEvent(door, event, listener));
  const ok = probed.every((one) => one.ok);
  if (values.json) process.stdout.write(`${JSON.stringify({ stage, ok, probed })}\n`);
  if (!ok) process.exitCode = 1;
}

async function eventOf({ event: source, subject, settings: file }: Flags) {
  if (source === undefined) return undefined;
  const secret = process.env.FRONTDESK_SOURCE_SECRET;
  if (!subject || !file || !secret)
    throw new Misused(CALL, '--event needs --subject ID, --settings FILE and FRONTDESK_SOURCE_SECRET');
  return { source, subject, secret, settings: await readFittingSettings(file, process.env) };
}

const SILENT: Listener = { begins: () => undefined, ended: () => undefined };

/** The step on one line, what became of it on the next. */
const ALOUD: Listener = {
  begins: (says) => void process.stdout.write(`${says} ...\n`),
  ended: ({ ok, answer, ms }: Probed) => void process.stdout.write(`  ${ok ? 'ok' : 'FAILED'}  ${answer}, ${ms} ms\n`),
};

main().catch((error: unknown) => {
  process.stderr.write(`frontdesk: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
