// A company as a stage has it: an address and operators' tokens, no folder of a laptop. What runbooks name as examples is there.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { CommandFailed } from '../../operator/client.ts';
import { operate } from '../../shared/steps/operate/operate.ts';
import { anOffice, tokens } from '../builders/an-office.ts';
import { hire } from '../builders/occasions.ts';
import { everyCommand } from './commands.ts';

/** What a command said; `why` when it failed, with the exit code. */
export interface Ran {
  readonly out: string;
  readonly why?: string;
  readonly code?: number;
}

const people = (count: number) =>
  `id,userName\n${Array.from({ length: count }, (_, at) => `${at},u${at}`).join('\n')}\n#rows,${count}\n`;

/** Somebody hired, an event that was parked, and a plan that waits for two people. */
async function aBusyOffice() {
  const office = await anOffice();
  const { company, ask } = office;
  await company.say('1', hire());
  await company.say('2', { id: 'thin', thin: true });
  await company.pass(60);
  await ask('POST import/hr', { body: people(40) });
  await company.work();
  const { json } = await ask('POST import/hr', { body: people(20) });
  return { ...office, plan: String(json.held.hash) };
}

export async function aStage() {
  const office = await aBusyOffice();
  const run = operate(office.ports);
  const server = createServer(async (request, response) => {
    const { pathname, search } = new URL(request.url ?? '', 'http://stage');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { authorization } = request.headers;
    const headers = authorization === undefined ? {} : { authorization };
    const raw = { method: request.method ?? '', headers, body: new Uint8Array(Buffer.concat(chunks)) };
    const reply = await run({ path: pathname, query: search.slice(1), request: raw });
    response.writeHead(reply.status, reply.headers ?? {});
    response.end(reply.body);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-stage-'));
  writeFileSync(join(folder, 'operators.json'), JSON.stringify(tokens));
  writeFileSync(join(folder, 'people.csv'), people(20));
  return {
    type: (line: string) =>
      typed(['--data', folder, '--url', url, '--as', 'alpha', ...wordsOf(line, { folder, plan: office.plan })]),
    read: (name: string) => readFileSync(join(folder, name), 'utf8'),
    stop() {
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The words after `npx frontdesk`; a runbook's examples become what this company has. */
function wordsOf(
  line: string,
  { folder, plan }: { readonly folder: string; readonly plan: string },
): readonly string[] {
  const examples: { readonly [word: string]: readonly string[] } = {
    // Nothing compares here: only that it is started.
    reconcile: ['reconcile', '--no-wait'],
    warehouse: ['app'],
    'hr-1042': ['staff-1'],
    'standard:msg_2c9f': ['hr:thin'],
    '5f5c1b83467e': [plan.slice(0, 12)],
    'people.csv': [join(folder, 'people.csv'), '--source', 'hr'],
    'audit.jsonl': [join(folder, 'audit.jsonl')],
  };
  const words = [...line.replace(/ #.*$/, '').matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
  return words.slice(2).flatMap((word) => examples[word] ?? [word]);
}

/** In this process, as `main.ts` would: what it prints is caught, and how it ends. */
async function typed(words: readonly string[]): Promise<Ran> {
  const { write } = process.stdout;
  let out = '';
  process.stdout.write = ((text: string) => {
    out += text;
    return true;
  }) as typeof write;
  try {
    const program = (await everyCommand()).exitOverride();
    await program.parseAsync(['node', 'frontdesk', ...words]);
    return { out };
  } catch (error) {
    if (error instanceof CommandFailed) return { out, why: error.message, code: error.exitCode };
    if (error instanceof CommanderError) return { out, why: error.message, code: error.exitCode };
    throw error;
  } finally {
    process.stdout.write = write;
    process.exitCode = 0;
  }
}
