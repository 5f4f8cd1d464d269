// `npm run restore -- FILE`: a data folder from a backup, before anything runs on it.
import './log-level.ts';
import { Misused, readFlags } from '../../operator/flags.ts';
import { type Restored, restore } from './restored.ts';
import { asRefusal, StartRefused } from './start-refused.ts';

const HELP = `Fills a data folder from a backup that "npx frontdesk backup" took. Nothing may run on the folder, and no ledger may be in it.

  npm run restore -- FILE [--keys FILE] [--heads FILE] [--data .frontdesk] [--json]

  --keys FILE   the newest keys.jsonl: who was erased since the backup stays erased. Without it personal parts of the log stay sealed
  --heads FILE  the archive of sealed heads (heads.jsonl), where it outlived the folder
  --data DIR    where to
  --json        one line of JSON

Example:
  npm run restore -- backups/monday.jsonl --keys backups/keys.jsonl --heads archive/heads.jsonl

Exit code 0: restored; 1: refused, and nothing was changed, or cut short: repeat it; 2: restored, and rows of the audit log are lost.
Then: docs/deploy.md, "Send again".
`;

const CALL = 'npm run restore';

function flags() {
  const { values, positionals } = readFlags(CALL, {
    allowPositionals: true,
    options: {
      data: { type: 'string', default: '.frontdesk' },
      keys: { type: 'string' },
      heads: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return { ...values, positionals };
}

async function main(): Promise<void> {
  const { help, json, positionals, ...where } = flags();
  if (help) return void process.stdout.write(HELP);
  const [backup, ...more] = positionals;
  if (backup === undefined || more.length > 0) throw new Misused(CALL, 'name one backup');
  const restored = await restore({ backup, ...where }).catch((error: unknown) => {
    throw asRefusal(error, { port: 0, data: where.data });
  });
  process.stdout.write(`${json ? JSON.stringify(restored) : said(restored, where.data)}\n`);
  if (restored.headsSince > 0) process.exitCode = 2;
}

function said({ at, items, heads, headsSince }: Restored, data: string): string {
  const lost = headsSince === 0 ? '' : `, ${headsSince} of them sealed after the backup: their rows are lost`;
  return `${data} holds what there was at ${at}: ${items.state} items of the ledger, ${items.audit} of the audit log, ${items.keys} keys.
The archive holds ${heads} sealed heads${lost}.
Next: npm start -- --intake-only, then docs/deploy.md, "Send again".`;
}

main().catch((error: unknown) => {
  const told = error instanceof StartRefused || error instanceof Misused;
  const text = told ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`frontdesk: ${text}\n`);
  process.exitCode = 1;
});
