// The operators' API: every command is done in a person's name and written down before it is answered.
import { isBug } from '../../core/bug.ts';
import { problem } from '../../core/problem.ts';
import type { RawReply, RawRequest } from '../../ports/source.ts';
import { attention } from '../attention.ts';
import { auditExport, firstKeyOf } from '../audit-export.ts';
import { recordDeed } from '../deeds.ts';
import { importSnapshot } from '../import.ts';
import { importEffect } from '../import-effect.ts';
import { readPlan } from '../plans.ts';
import { approve, reviewPlans } from '../release.ts';
import { resumeLog } from '../seal-resume.ts';
import { secretReport } from '../secret-report.ts';
import { noteIncident, plannedWindow } from './alarms.ts';
import { type Answer, type Asked, type Commands, found, type OperatorPorts } from './command.ts';
import { issueCredential } from './credential.ts';
import { examine } from './doctor.ts';
import { driftView, driftViews, reconcileNow } from './drift.ts';
import { eventsNamed } from './events-named.ts';
import { explainCommands } from './explain.ts';
import { personReport, statusReport } from './inquire.ts';
import { isTooLong, knownWords, TOO_LONG } from './known-words.ts';
import { planCommands } from './plan.ts';
import { endOf, viewPlan } from './plan-view.ts';
import { policyCommands } from './policy.ts';
import { principalOf } from './principal.ts';
import { reachCommands } from './reach.ts';
import { redriveNamed } from './redrive-named.ts';
import { replayCommands } from './replay.ts';
import { commandRotation } from './rotation.ts';
import { sourcesView } from './sources-view.ts';
import { traceEvent } from './trace-event.ts';
import { whoCommands } from './who.ts';

/** A call of `/operator/{path}`. */
export interface Command {
  readonly path: string;
  readonly query: string;
  readonly request: RawRequest;
}

/** Below the function's timeout: a large file is taken in by several calls with the same file, ms. */
const IMPORT_MS = 15_000;
/** How long the answer waits for the decisions about those who may lose something by the file, ms. */
const EFFECT_MS = 8_000;

/** One line a command: method, first word, what it does. */
const commands: Commands = {
  ...explainCommands,
  ...reachCommands,
  ...whoCommands,
  ...replayCommands,
  'GET person': async ({ ports, words, known: [, id] }) =>
    found(id && (await personReport(ports, id)), `nobody is known as "${words[1] ?? ''}"`),
  'GET trace': async ({ ports, words, known: [, id] }) =>
    found(id && (await traceEvent(ports, id)), `no event "${words[1] ?? ''}" came in`),
  'GET events': async ({ ports, query }) => ({ json: await eventsNamed(ports, query.get('named') ?? '') }),
  'GET sources': async ({ ports }) => ({ json: sourcesView(ports.settings) }),
  'GET status': async ({ ports }) => ({ json: { ...(await statusReport(ports)), secrets: await secretReport(ports) } }),
  'GET secrets': async ({ ports }) => ({ json: await secretReport(ports) }),
  'GET doctor': async ({ ports }) => ({ json: await examine(ports) }),
  'GET failures': async ({ ports }) => ({ json: await attention(ports) }),
  'GET plans': async ({ ports }) => ({ json: await reviewPlans(ports)() }),
  'GET plan': async ({ ports, words, known: [, hash] }) =>
    found(hash && (await planOf(ports, hash)), `no plan "${words[1] ?? ''}"`),
  'GET drift': async ({ ports, words }) =>
    words[1] === undefined
      ? { json: await driftViews(ports) }
      : found(await driftView(ports, words[1]), `there is no target "${words[1]}"`),
  'POST approve': approvePlan,
  'POST redrive': ({ ports, actor, query }) => redriveNamed(ports, { actor, query }),
  'POST reconcile': async ({ ports, actor, words }) =>
    found(await reconcileNow(ports, { target: words[1], actor }), `there is no target "${words[1]}"`),
  'POST import': importFile,
  'POST credential': credential,
  ...policyCommands,
  'POST rotate': rotateSecret,
  'GET audit': exportAudit,
  'POST resume': resume,
  'GET window': ({ ports, actor, body }) => plannedWindow(ports, { actor, what: undefined, body }),
  'POST window': ({ ports, actor, words, body }) => plannedWindow(ports, { actor, what: words[1], body }),
  'POST incident': ({ ports, actor, body }) => noteIncident(ports, { actor, body }),
  ...planCommands,
};

const NOT_BEGUN =
  'the store, the secrets or the keys do not answer, or cannot write: nothing was done; try again later';
const CUT_SHORT = 'a part did not answer in the middle: it may be done or half done; look at it before you repeat it';

/**
 * Answers an operator. 401 for anybody else, with one body; 404 for what is not there; 409 for what is refused; 503 with
 * Retry-After when a part behind us does not answer. Throws bugs only.
 */
export const operate =
  (ports: OperatorPorts) =>
  async (command: Command): Promise<RawReply> => {
    const progress = { isBegun: false };
    try {
      return await obey(ports, command, progress);
    } catch (error) {
      if (isBug(error)) throw error;
      ports.metrics.add({ WorkerFailures: 1 });
      ports.log.error('operator-unavailable', { name: error instanceof Error ? error.name : 'unknown' });
      return problem(503, { detail: progress.isBegun ? CUT_SHORT : NOT_BEGUN, headers: { 'retry-after': '5' } });
    }
  };

/** `progress` tells whether the command itself was begun. */
async function obey(
  ports: OperatorPorts,
  { path, query, request }: Command,
  progress: { isBegun: boolean },
): Promise<RawReply> {
  const principal = await principalOf(ports, request.headers.authorization);
  if (principal === undefined) return problem(401, { headers: { 'www-authenticate': 'Bearer' } });
  const { name: actor, sha256: caller } = principal;
  const words = path.split('/').filter(Boolean).slice(1).map(decoded);
  const name = `${request.method} ${words[0] ?? ''}`;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) return problem(404);
  const isOver = words.some(isTooLong);
  const known = await knownWords(ports, isOver ? words.slice(0, 1) : words);
  await recordDeed(ports, { noun: 'operator', id: actor, actor, act: 'commanded', cause: known.join(' ') });
  if (isOver) return problem(404, { detail: TOO_LONG });
  progress.isBegun = request.method !== 'GET';
  const asked = { ports, actor, caller, words, known, query: new URLSearchParams(query), body: request.body };
  return replyOf(await command(asked));
}

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

async function planOf(ports: OperatorPorts, hash: string) {
  const head = await readPlan(ports, hash);
  return head && viewPlan(ports, head);
}

async function approvePlan({ ports, actor, words, known: [, hash] }: Asked): Promise<Answer> {
  const head = hash === undefined ? undefined : await readPlan(ports, hash);
  if (!head) return { missing: `no plan "${words[1] ?? ''}"` };
  const end = endOf(head);
  if (end !== undefined) return { refused: `the plan is not open: ${end}` };
  const approval = await approve(ports)({ hash: head.hash, principal: actor });
  return approval.kind === 'refused' ? { refused: approval.why } : { json: approval };
}

async function importFile({ ports, actor, words, query, body }: Asked): Promise<Answer> {
  const until = ports.clock.now() + IMPORT_MS;
  const source = words[1] ?? '';
  const acceptColumns = query.get('columns') === 'accepted';
  const imported = await importSnapshot(ports)({ source, file: body, actor, acceptColumns, until });
  if (imported.kind === 'refused') return { refused: imported.what };
  if (imported.kind === 'unfinished') return { json: imported };
  const { mark, changed, fresh, left } = imported;
  const mayLose = left + changed > fresh;
  const patience = mayLose ? ports.clock.now() + EFFECT_MS : 0;
  const { held, decided } = await importEffect(ports, { source, mark }, patience);
  return { json: { ...imported, effect: { held, decided: decided || !mayLose } } };
}

async function credential({ ports, actor, words }: Asked): Promise<Answer> {
  const issued = await issueCredential(ports, { person: words[1] ?? '', target: words[2] ?? '', actor });
  return issued.kind === 'issued' ? { json: issued } : { refused: issued.why };
}

async function rotateSecret({ ports, actor, caller, query, body }: Asked): Promise<Answer> {
  const value = body.byteLength > 0 ? new TextDecoder().decode(body) : undefined;
  const [secret, atOnce, cancels] = [query.get('secret') ?? '', query.get('now') === '1', query.get('cancel') === '1'];
  const answer = await commandRotation(ports, { secret, actor, caller, atOnce, cancels, value });
  if (answer.kind === 'missing') return { missing: answer.why };
  return answer.kind === 'refused' ? { refused: answer.why } : { json: answer };
}

async function resume({ ports, actor }: Asked): Promise<Answer> {
  const resumed = await resumeLog(ports, actor);
  return resumed.kind === 'refused' ? { refused: resumed.why } : { json: resumed };
}

async function exportAudit({ ports, query }: Asked): Promise<Answer> {
  const { table, archive, vault, settings } = ports;
  const lines: string[] = [];
  for await (const line of auditExport({ table, archive, keys: [await firstKeyOf(ports)], vault })({
    tenant: settings.tenant,
    reveal: query.get('reveal') === '1',
  }))
    lines.push(line);
  return { text: `${lines.join('\n')}\n` };
}
