// `npm run refill`: makes a table of a stage hold exactly what a copy restored beside it holds; the second half of a restore in the cloud.
import { setTimeout as sleep } from 'node:timers/promises';
import { Misused, readFlags } from '../../operator/flags.ts';
import { awsClients } from '../../shared/aws/clients.ts';
import { dynamoTable } from '../../shared/aws/dynamo-table.ts';
import { itemsIn, refill } from '../../shared/steps/refill.ts';

const HELP = `Makes one table hold exactly what another one holds: everything of FROM is written to TO, and what else TO holds is deleted.
Nothing else may write to TO meanwhile: docs/deploy.md, "Backup and restore". It may be repeated after it was cut short.

  AWS_REGION=<region> npm run refill -- --table state --from NAME --to NAME [--json]

  --table NAME  which of Frontdesk's tables it is: state or audit. Keys are never brought back
  --from NAME   the copy, as DynamoDB calls it
  --to NAME     the table of the stage
  --json        one line of JSON

Example:
  AWS_REGION=eu-central-1 npm run refill -- --table audit --from restored-audit --to frontdesk-main-StorageTableaudit1234

Exit code 0: done; 1: refused or cut short, the reason is on standard error.
`;

const CALL = 'npm run refill';

function flags() {
  const { values } = readFlags(CALL, {
    options: {
      table: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return values;
}

async function main(): Promise<void> {
  const { table, from, to, json, help } = flags();
  if (help) return void process.stdout.write(HELP);
  if (table === 'keys') throw new Error('keys are never brought back from a copy: an erased one would come back');
  if (table !== 'state' && table !== 'audit') throw new Misused(CALL, '--table is state or audit');
  if (!from || !to || from === to) throw new Misused(CALL, '--from and --to name two tables');
  if (!process.env.AWS_REGION) throw new Error('AWS_REGION is not set: say where the tables are');
  const { dynamo } = awsClients(process.env);
  const named = (name: string) => dynamoTable({ ...dynamo, names: { state: name, audit: name, keys: name } });
  const first = await named(from).scan(table);
  if (first.items.length === 0) throw new Error(`${from} is empty; ${to} was left as it is`);
  const ports = { table: named(to), clock: { sleep: (ms: number) => sleep(ms) } };
  const { put, deleted } = await refill(ports, table, itemsIn(named(from), table));
  const human = `${to} holds what ${from} holds: ${put} items; ${deleted} others are deleted`;
  process.stdout.write(`${json ? JSON.stringify({ table, from, to, put, deleted }) : human}\n`);
}

main().catch((error: unknown) => {
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  process.stderr.write(`frontdesk: ${error instanceof Error ? error.message : String(error)}${cause}\n`);
  process.exitCode = 1;
});
