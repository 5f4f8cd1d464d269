// The audit log's commands: export one file, check it offline with the public key alone.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { type AuditCheck, type AuditVerdict, auditCheck, publicKeyOf } from '../audit-check.ts';
import { CommandFailed, clientFor, type Where } from '../client.ts';
import { counted, facts, show } from '../print.ts';

const NO_KEY = 'holds no public key in PEM form (Ed25519 or ECDSA P-256)';

const Resumed = z.object({
  kept: z.number(),
  since: z.string().optional(),
  lost: z.object({ from: z.number(), to: z.number(), rows: z.number() }),
  events: z.record(z.string(), z.number()),
  wished: z.number(),
});

type Options = Where & { readonly json: boolean };

/** `audit export`, `audit check`. */
export function auditCommands(program: Command): void {
  const audit = program.command('audit').description('the audit log: export it, check it offline');
  audit.addHelpText(
    'after',
    '\nExamples:\n  npx frontdesk audit export audit.jsonl\n  npx frontdesk audit check audit.jsonl --key audit.key.pub',
  );
  audit
    .command('export')
    .argument('[file]', 'where to; standard output without it')
    .description('everything that is sealed, as one file')
    .option('--reveal', 'personal parts in clear')
    .addHelpText('after', '\nExample:\n  npx frontdesk audit export audit.jsonl')
    .action(async (file: string | undefined, _options, command: Command) => {
      const { json, reveal, ...where } = command.optsWithGlobals<Options & { reveal?: boolean }>();
      const text = await clientFor(where).text(`audit${reveal ? '?reveal=1' : ''}`);
      if (file === undefined) return void process.stdout.write(text);
      writeOrFail(file, text);
      show({ file, lines: text.split('\n').length - 1 }, { json, human: ({ lines }) => `${file}: ${lines} lines` });
    });
  audit
    .command('resume')
    .description('after a restore: let the log go on behind the newest archived head; names what is lost')
    .addHelpText('after', '\nExample:\n  npx frontdesk audit resume')
    .action((_options, command: Command) => resume(command.optsWithGlobals<Options>()));
  audit
    .command('check')
    .argument('<file>', 'an exported log')
    .description('verify the file offline; exit code 1 and the first bad record when anything is wrong')
    .option('--key <file>', 'the public key, got by another way than the file')
    .option('--head <number:hash>', 'the head that the last check told you to keep: the file must contain it', headOf)
    .option('--newer-than <minutes>', 'the newest head must be younger: a log cut off at its end is not', minutesOf)
    .addHelpText(
      'after',
      '\nExamples:\n  npx frontdesk audit check audit.jsonl --key audit.key.pub\n  npx frontdesk audit check audit.jsonl --key audit.key.pub --newer-than 30',
    )
    .action((file: string, _options, command: Command) => check(file, command.optsWithGlobals<CheckOptions>()));
}

type CheckOptions = Options & {
  readonly key?: string;
  readonly head?: NonNullable<AuditCheck['expected']>;
  readonly newerThan?: number;
};

const HEAD = /^(?<number>[1-9]\d{0,14}):(?<hash>[0-9a-f]{64})$/;

function headOf(text: string): NonNullable<AuditCheck['expected']> {
  const { number, hash } = HEAD.exec(text)?.groups ?? {};
  if (number === undefined || hash === undefined)
    throw new InvalidArgumentError('it is the number of a head, a colon and its hash of 64 hex digits.');
  return { number: Number(number), hash };
}

function minutesOf(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('it is a number of minutes, 1 or more.');
  return Number(text);
}

async function resume({ json, ...where }: Options): Promise<void> {
  const resumed = Resumed.parse(await clientFor(where).post('resume'));
  const { kept, since, lost, events, wished } = resumed;
  const ends = Object.entries(events).map(([end, count]) => `${count} ${end}`);
  show(resumed, {
    json,
    human: () =>
      facts([
        ['known', kept === 0 ? 'nothing: the tables hold no head' : `up to head ${kept}, ${since}`],
        ['lost', `at most ${counted(lost.rows, 'row')}, under heads ${lost.from} to ${lost.to}`],
        ['told of', [`events: ${ends.join(', ') || 'none'}`, `operations wished: ${wished}`].join('; ')],
        ['next', 'have every source send again what it sent since then: docs/deploy.md, "Send again"'],
      ]),
  });
  process.exitCode = 2;
}

async function check(file: string, { json, key, data, head, newerThan }: CheckOptions): Promise<void> {
  const keyFile = key ?? join(data, 'audit.key.pub');
  const publicKeys = existsSync(keyFile) ? [readOrFail(keyFile)] : [];
  if (key !== undefined && publicKeys.length === 0) throw new CommandFailed(`${key} cannot be read`);
  for (const pem of publicKeys) if (!publicKeyOf(pem)) throw new CommandFailed(`${keyFile} ${NO_KEY}`);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new CommandFailed(`${file} cannot be read`);
  const newest = newerThan === undefined ? undefined : { now: Date.now(), maxAgeMs: newerThan * 60_000 };
  const verdict = await auditCheck({ file, publicKeys, ...(head && { expected: head }), ...(newest && { newest }) });
  const isBound = head !== undefined || newest !== undefined;
  show(verdict, {
    json,
    human: ({ ok, heads, rows, last, firstBad, isTrusted, restores = [] }) =>
      ok
        ? `The log is whole: ${counted(rows, 'row')} under ${counted(heads, 'signed head')}.${last ? wholeUntil(last, isBound) : ''}${restores.map(restoreText).join('')}`
        : isTrusted
          ? badText(firstBad)
          : 'NOT PROVEN: no public key was given; name one with --key',
  });
  if (verdict.restores) process.exitCode = 2;
  if (!verdict.ok) process.exitCode = 1;
}

/** A log without its last heads is whole as well: only a head kept elsewhere, or the hour, tells that it goes on. */
function wholeUntil({ number, hash, to }: NonNullable<AuditVerdict['last']>, isBound: boolean): string {
  const open = isBound ? '' : ' Nothing here proves that it does not go on after that: use --head or --newer-than.';
  return `\nIts newest head is of ${to}.${open}\nKeep this for the next check: --head ${number}:${hash}`;
}

function restoreText({ head, at, lost }: NonNullable<AuditVerdict['restores']>[number]): string {
  const heads = lost.from === lost.to ? `head ${lost.from}` : `heads ${lost.from} to ${lost.to}`;
  return `\nA RESTORE lost what it did not hold of ${counted(lost.rows, 'row')} under ${heads}, as head ${head} of ${at} says. Ask who restored, and why.`;
}

function readOrFail(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new CommandFailed(`${file} cannot be read`);
  }
}

function writeOrFail(file: string, text: string): void {
  try {
    writeFileSync(file, text, { mode: 0o600 });
  } catch {
    throw new CommandFailed(`${file} cannot be written`);
  }
}

function badText(bad: AuditVerdict['firstBad']): string {
  if (!bad) return 'NOT WHOLE';
  const record = bad.noun === undefined ? '' : ` (${bad.noun} ${bad.id}, row ${bad.number})`;
  return `NOT WHOLE: line ${bad.line}${record}: ${bad.what}\n${bad.next}`;
}
