// `npm run smoke -- --stage NAME`: asks a deployed stage a few questions, and says what it does before it does it.
import { parseArgs } from 'node:util';
import { probe, probesFor } from './smoke.ts';

const HELP = `Asks a deployed stage whether it is alive, and shut to strangers. It changes nothing; two reads stand in the audit log.

  FRONTDESK_URL=<Url of the deploy> FRONTDESK_TOKEN=<an operator's token> npm run smoke -- --stage NAME [--source NAME ...] [--json]

  --stage NAME   how you call it; it stands in what is printed
  --source NAME  a source of its settings that takes webhooks: it gets one unsigned delivery, which must be refused
  --json         one line of JSON

Exit code 0 when all is as it should be, 1 when something is not, 2 when it was not told where to ask.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      stage: { type: 'string' },
      source: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { FRONTDESK_URL: url, FRONTDESK_TOKEN: token } = process.env;
  if (values.help) return void process.stdout.write(HELP);
  if (!values.stage || !url || !token) {
    process.stderr.write(`frontdesk: --stage, FRONTDESK_URL and FRONTDESK_TOKEN are needed\n\n${HELP}`);
    process.exitCode = 2;
    return;
  }
  const door = { url, token };
  const probed = await probe(door, probesFor(door, values.source));
  const ok = probed.every((one) => one.ok);
  const lines = probed.map((one) => `${one.ok ? 'ok    ' : 'FAILED'}  ${one.says}  (${one.answer}, ${one.ms} ms)`);
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ stage: values.stage, ok, probed })}\n`
      : `${values.stage} at ${url}\n${lines.join('\n')}\n`,
  );
  if (!ok) process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`frontdesk: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
