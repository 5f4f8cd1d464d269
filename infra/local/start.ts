// `npm start`: the whole pipeline on this machine, and what to try with it.
import './log-level.ts';
import { join } from 'node:path';
import { Misused, readFlags } from '../../operator/flags.ts';
import { quoted } from '../../operator/quoted.ts';
import { FileRefused } from '../../operator/settings-file.ts';
import { type Company, startCompany } from './company.ts';
import { StartRefused } from './start-refused.ts';

const HELP = `Starts Frontdesk on this machine: the pipeline, a SCIM app and a PostgreSQL database to provision into.

  npm start -- [--port 8787] [--data .frontdesk] [--fresh] [--intake-only] [--settings FILE --policy DIR]

  --port PORT  the API's port; the parts take the eight after it
  --data DIR   where everything is kept; it survives restarts
  --fresh      forget what DIR holds first
  --settings FILE  another company, as in examples/saas-50/frontdesk.yaml: SCIM apps, the database and
               the HR system of this machine stand in for what the file names
  --policy DIR its policy; without --settings, another policy for the laptop's own company
  --intake-only  take events in and decide, and leave every target alone: after a restore
`;

/** A stop takes no longer, ms. */
const MOST_MS = 1_800;

function flags() {
  const { values } = readFlags('npm start', {
    options: {
      port: { type: 'string', default: '8787' },
      data: { type: 'string', default: '.frontdesk' },
      fresh: { type: 'boolean', default: false },
      settings: { type: 'string' },
      policy: { type: 'string' },
      'intake-only': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return values;
}

async function main(): Promise<void> {
  const values = flags();
  if (values.help) return void process.stdout.write(HELP);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_527)
    throw new StartRefused(`--port ${values.port} is no port; give a number from 1 to 65527`);
  if (values.data === '') throw new StartRefused('--data needs the name of a folder');
  const { settings, policy } = values;
  if (settings !== undefined && policy === undefined)
    throw new StartRefused('--settings names a company: name its policy too, with --policy DIR');
  const starting = startCompany({
    data: values.data,
    port,
    fresh: values.fresh,
    intakeOnly: values['intake-only'],
    settings: settings ?? 'frontdesk.yaml',
    policy: policy ?? 'policy',
    standIns: settings !== undefined,
  });
  stopOnSignals(starting);
  const company = await starting;
  const where = values.data === '.frontdesk' ? '' : ` --data ${quoted(values.data)}`;
  process.stdout.write(`Frontdesk listens on ${company.url}
${placesOf(company, port)}
  operators       ${join(company.folder, 'operators.json')} holds the tokens of alpha, bravo and charlie, and of reader, who only reads

Try, in another terminal:
  npx frontdesk${where} send hire --source ${senderOf(company)}
  npx frontdesk${where} status
  npx frontdesk${where} --help
`);
}

/** A source that sends deliveries, as "send" does for it. */
function senderOf({ pipeline }: Company): string {
  const sources = Object.entries(pipeline.settings.sources);
  return sources.find(([, { vendor }]) => vendor !== 'csv' && vendor !== 'scim')?.[0] ?? 'SOURCE';
}

/** Where accounts can be watched. */
function placesOf({ pages, pipeline }: Company, port: number): string {
  const hasDatabase = Object.values(pipeline.settings.targets).some(({ adapter }) => adapter === 'postgres');
  return [
    ...Object.entries(pages).map(([name, page]) => `  ${(name === 'app' ? 'SCIM app' : name).padEnd(15)} ${page}`),
    ...(hasDatabase ? [`  PostgreSQL      127.0.0.1:${port + 4}, database app (address: npx frontdesk targets)`] : []),
  ].join('\n');
}

/** Within two seconds, whatever is under way: every part outlives a kill. A start that is told to stop ends at once. */
function stopOnSignals(starting: Promise<Company>): void {
  let stop = async () => {};
  starting.then(
    (company) => {
      stop = company.stop;
    },
    () => undefined,
  );
  const end = () => {
    setTimeout(() => process.exit(0), MOST_MS);
    void stop().then(() => process.exit(0));
    stop = async () => {};
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
}

// Who reads our words may go: `npm start | head -3` is no reason to end.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

main().catch((error: unknown) => {
  const told = error instanceof Misused || error instanceof StartRefused || error instanceof FileRefused;
  process.stderr.write(
    told
      ? `frontdesk: ${error.message}\n`
      : `frontdesk: could not start: ${error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
});
