// The operators' API: every command is done in a person's name and written down before it is answered.
import { isBug } from '../../core/bug.ts';
import { problem } from '../../core/problem.ts';
import type { RawReply, RawRequest } from '../../ports/source.ts';
import { recordDeed } from '../deeds.ts';
import { type Answer, type Declared, isOpenTo, type OperatorPorts } from './command.ts';
import { commands } from './commands.ts';
import { isTooLong, knownWords, TOO_LONG } from './known-words.ts';
import { type Principal, principalOf } from './principal.ts';

/** A call of `/operator/{path}`. */
export interface Command {
  readonly path: string;
  readonly query: string;
  readonly request: RawRequest;
}

const NOT_BEGUN =
  'the store, the secrets or the keys do not answer, or cannot write: nothing was done; try again later';
const CUT_SHORT = 'a part did not answer in the middle: it may be done or half done; look at it before you repeat it';
const NOT_READ = 'a part did not answer in the middle: this only reads, so nothing was changed; ask again';

/** How far a call has come when it is cut short: what to say then. */
interface Progress {
  says: string;
}

/**
 * Answers an operator. 401 for anybody else, with one body; 403 for a command that changes something, to who may only read; 404 for
 * what is not there; 409 for what is refused; 503 with Retry-After when a part behind us does not answer. Throws bugs only.
 */
export const operate =
  (ports: OperatorPorts) =>
  async (command: Command): Promise<RawReply> => {
    const progress: Progress = { says: NOT_BEGUN };
    try {
      return await admit(ports, command, progress);
    } catch (error) {
      if (isBug(error)) throw error;
      ports.metrics.add({ WorkerFailures: 1 });
      ports.log.error('operator-unavailable', { name: error instanceof Error ? error.name : 'unknown' });
      return problem(503, { detail: progress.says, headers: { 'retry-after': '5' } });
    }
  };

/** Who it is, what they ask for, and whether they may. */
async function admit(ports: OperatorPorts, call: Command, progress: Progress): Promise<RawReply> {
  const principal = await principalOf(ports, call.request.headers.authorization);
  if (principal === undefined) return problem(401, { headers: { 'www-authenticate': 'Bearer' } });
  const words = call.path.split('/').filter(Boolean).slice(1).map(decoded);
  const name = `${call.request.method} ${words[0] ?? ''}`;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) return problem(404);
  if (!isOpenTo(command, principal)) return denied(ports, principal, words[0] ?? '');
  return obey(ports, { ...call, words, command, principal }, progress);
}

/** What was tried stands in the log too. */
async function denied(ports: OperatorPorts, { name }: Principal, word: string): Promise<RawReply> {
  await recordDeed(ports, { noun: 'operator', id: name, actor: 'system', act: 'denied', cause: word });
  return problem(403, {
    detail: `this token only reads, and "${word}" may change something: an operator without "role":"read" in the list of operators may do it`,
  });
}

interface Admitted extends Command {
  readonly words: readonly string[];
  readonly command: Declared;
  readonly principal: Principal;
}

async function obey(
  ports: OperatorPorts,
  { words, command, principal: { name: actor, sha256: caller }, query, request }: Admitted,
  progress: Progress,
): Promise<RawReply> {
  const isOver = words.some(isTooLong);
  const known = await knownWords(ports, isOver ? words.slice(0, 1) : words);
  await recordDeed(ports, { noun: 'operator', id: actor, actor, act: 'commanded', cause: known.join(' ') });
  if (isOver) return problem(404, { detail: TOO_LONG });
  progress.says = command.effect === 'reads' ? NOT_READ : CUT_SHORT;
  const asked = { ports, actor, caller, words, known, query: new URLSearchParams(query), body: request.body };
  return replyOf(await command.run(asked));
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
