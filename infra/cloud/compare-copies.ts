// `npm run compare:copies`: whether restored copies of ledger and audit log are of one moment, before a stage is filled from them.
import { Misused, readFlags } from '../../operator/flags.ts';
import { awsClients } from '../../shared/aws/clients.ts';
import { dynamoTable } from '../../shared/aws/dynamo-table.ts';
import { comparison } from '../../shared/core/torn.ts';
import { itemsIn } from '../../shared/steps/refill.ts';

const HELP = `Looks whether two copies that DynamoDB restored to the same second fit together: its backups may hold half a transaction. It changes nothing.

  AWS_REGION=<region> npm run compare:copies -- --state NAME --audit NAME [--json]

Example:
  AWS_REGION=eu-central-1 npm run compare:copies -- --state restored-state --audit restored-audit

Exit code 0: they fit; 2: they do not, restore both to another second; 1: it could not look.
`;

const CALL = 'npm run compare:copies';

function flags() {
  const { values } = readFlags(CALL, {
    options: {
      state: { type: 'string' },
      audit: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return values;
}

async function main(): Promise<void> {
  const { state, audit, json, help } = flags();
  if (help) return void process.stdout.write(HELP);
  if (!state || !audit) throw new Misused(CALL, '--state and --audit name two tables');
  if (!process.env.AWS_REGION) throw new Error('AWS_REGION is not set: say where the tables are');
  const table = dynamoTable({ ...awsClients(process.env).dynamo, names: { state, audit, keys: state } });
  const compared = comparison();
  let items = 0;
  for (const name of ['state', 'audit'] as const)
    for await (const item of itemsIn(table, name)) {
      compared.take(item);
      items += 1;
    }
  const torn = compared.torn();
  const lines = torn.map(({ what, why }) => `${what}: ${why}`);
  const human =
    torn.length === 0 ? `they fit together: ${items} items` : `${lines.join('\n')}\nRestore both to another second.`;
  process.stdout.write(`${json ? JSON.stringify({ items, torn }) : human}\n`);
  if (torn.length > 0) process.exitCode = 2;
}

main().catch((error: unknown) => {
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  process.stderr.write(`frontdesk: ${error instanceof Error ? error.message : String(error)}${cause}\n`);
  process.exitCode = 1;
});
