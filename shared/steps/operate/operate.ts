// The operators' API: every command is done in a person's name and written down before it is answered.
import { problem } from '../../core/problem.ts';
import type { Archive, Signer } from '../../ports/audit.ts';
import type { Pipeline } from '../../ports/pipeline.ts';
import type { RawReply, RawRequest } from '../../ports/source.ts';
import { attention } from '../attention.ts';
import { auditExport } from '../audit-export.ts';
import { recordDeed } from '../deeds.ts';
import { importSnapshot } from '../import.ts';
import { readPlan } from '../plans.ts';
import { redrive } from '../redrive.ts';
import { approve, reviewPlans } from '../release.ts';
import { issueCredential } from './credential.ts';
import { examine } from './doctor.ts';
import { personReport, statusReport, traceEvent } from './inquire.ts';
import { viewPlan } from './plan-view.ts';
import { type Door, principalOf } from './principal.ts';
import { publishAndWake } from './publish.ts';

export interface OperatorPorts extends Pipeline, Door {
  readonly signer: Signer;
  readonly archive: Archive;
}

/** A call of `/operator/{path}`. */
export interface Command {
  readonly path: string;
  readonly query: string;
  readonly request: RawRequest;
}

interface Asked {
  readonly ports: OperatorPorts;
  readonly actor: string;
  readonly words: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Uint8Array;
}

type Answer =
  | { readonly json: unknown }
  | { readonly text: string }
  | { readonly missing: string }
  | { readonly refused: string };

/** Below the function's timeout: a large file is taken in by several calls with the same file, ms. */
const IMPORT_MS = 15_000;

/** One line a command: method, first word, what it does. */
const commands: { readonly [name: string]: (asked: Asked) => Promise<Answer> } = {
  'GET person': async ({ ports, words }) =>
    found(await personReport(ports, words[1] ?? ''), `nobody is known as "${words[1] ?? ''}"`),
  'GET trace': async ({ ports, words }) =>
    found(await traceEvent(ports, words[1] ?? ''), `no event "${words[1] ?? ''}" came in`),
  'GET status': async ({ ports }) => ({ json: await statusReport(ports) }),
  'GET doctor': async ({ ports }) => ({ json: await examine(ports) }),
  'GET failures': async ({ ports }) => ({ json: await attention(ports) }),
  'GET plans': async ({ ports }) => ({ json: await reviewPlans(ports)() }),
  'GET plan': async ({ ports, words }) => found(await planOf(ports, words[1] ?? ''), `no plan "${words[1]}"`),
  'POST approve': approvePlan,
  'POST redrive': async ({ ports, actor, query }) => ({
    json: await redrive(ports)({ actor, ...optional(query, 'person'), ...optional(query, 'event') }),
  }),
  'POST import': importFile,
  'POST credential': credential,
  'POST policy': publish,
  'GET audit': exportAudit,
};

/** Answers an operator. 401 for anybody else, with one body; 404 for what is not there; 409 for what is refused. */
export const operate =
  (ports: OperatorPorts) =>
  async ({ path, query, request }: Command): Promise<RawReply> => {
    const actor = await principalOf(ports, request.headers.authorization);
    if (actor === undefined) return problem(401, { headers: { 'www-authenticate': 'Bearer' } });
    const words = path.split('/').filter(Boolean).slice(1).map(decoded);
    const name = `${request.method} ${words[0] ?? ''}`;
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!command) return problem(404);
    await recordDeed(ports, {
      noun: 'operator',
      id: actor,
      actor,
      act: 'commanded',
      cause: words.slice(0, 2).join(' ').slice(0, 200),
    });
    return replyOf(await command({ ports, actor, words, query: new URLSearchParams(query), body: request.body }));
  };

/** Ids hold characters that a URL spells with `%`. */
function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}

function replyOf(answer: Answer): RawReply {
  if ('missing' in answer) return problem(404, { detail: answer.missing });
  if ('refused' in answer) return problem(409, { detail: answer.refused });
  if ('text' in answer)
    return {
      status: 200,
      headers: { 'content-type': 'application/jsonl', 'cache-control': 'no-store' },
      body: answer.text,
    };
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(answer.json),
  };
}

function found(value: unknown, missing: string): Answer {
  return value === undefined ? { missing } : { json: value };
}

function optional(query: URLSearchParams, name: 'person' | 'event'): { [key: string]: string } {
  const value = query.get(name);
  return value === null ? {} : { [name]: value };
}

async function planOf(ports: OperatorPorts, hash: string) {
  const head = await wholeHash(ports, hash);
  return head && viewPlan(ports, head);
}

/** A plan by its hash, or by the first eight characters or more of an open one. */
async function wholeHash(ports: OperatorPorts, hash: string) {
  if (/^[0-9a-f]{64}$/.test(hash)) return readPlan(ports, hash);
  const open = await reviewPlans(ports)();
  const fitting = hash.length >= 8 ? open.filter((head) => head.hash.startsWith(hash)) : [];
  return fitting.length === 1 ? fitting[0] : undefined;
}

async function approvePlan({ ports, actor, words }: Asked): Promise<Answer> {
  const head = await wholeHash(ports, words[1] ?? '');
  if (!head) return { missing: `no open plan "${words[1]}"` };
  const approval = await approve(ports)({ hash: head.hash, principal: actor });
  return approval.kind === 'refused' ? { refused: approval.why } : { json: approval };
}

async function importFile({ ports, actor, words, body }: Asked): Promise<Answer> {
  const until = ports.clock.now() + IMPORT_MS;
  const imported = await importSnapshot(ports)({ source: words[1] ?? '', file: body, actor, until });
  return imported.kind === 'refused' ? { refused: imported.what } : { json: imported };
}

async function publish({ ports, actor, query, body }: Asked): Promise<Answer> {
  const cursor = query.get('from') ?? undefined;
  const published = await publishAndWake(ports, { body, actor, ...(cursor !== undefined && { cursor }) });
  return published.kind === 'refused' ? { refused: published.why } : { json: published };
}

async function credential({ ports, actor, words }: Asked): Promise<Answer> {
  const issued = await issueCredential(ports, { person: words[1] ?? '', target: words[2] ?? '', actor });
  return issued.kind === 'issued' ? { json: issued } : { refused: issued.why };
}

async function exportAudit({ ports, query }: Asked): Promise<Answer> {
  const { table, archive, signer, vault, settings } = ports;
  const lines: string[] = [];
  for await (const line of auditExport({ table, archive, keys: [signer], vault })({
    tenant: settings.tenant,
    reveal: query.get('reveal') === '1',
  }))
    lines.push(line);
  return { text: `${lines.join('\n')}\n` };
}
