// The laptop's admin port: only what a laptop has and a company has not, for the owner of the operators' file.
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import * as z from 'zod';
import type { OperatorToken } from '../../operator/tokens-file.ts';
import { mayCommand } from '../../shared/model/operator.ts';
import type { Pipeline } from '../../shared/ports/pipeline.ts';
import type { Backup } from './backup.ts';
import { subjectOf, whoIsUnknown } from './occasion-person.ts';
import { deliveryFor } from './occasions.ts';
import type { LocalParts } from './parts.ts';
import type { SloReport } from './slo.ts';
import { StartRefused } from './start-refused.ts';

const LARGEST = 100_000;

const ONLY_READS = 'this token only reads: an operator without "role":"read" in operators.json may do it';

const Wanted = z.strictObject({
  what: z.enum(['hire', 'move', 'leave', 'rehire']),
  source: z.string(),
  subject: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional(),
  person: z
    .string()
    .regex(/^[\w-]{1,104}$/)
    .optional(),
  attributes: z.record(z.string(), z.string()).optional(),
  date: z.iso.date().optional(),
});

export interface LaptopDoor {
  readonly port: number;
  readonly pipeline: Pipeline;
  readonly vendors: LocalParts['vendors'];
  readonly operators: readonly OperatorToken[];
  /** Service levels and alarms of this machine now. */
  readonly slo: () => Promise<SloReport>;
  /** What this laptop knows at this moment; undefined where its store cannot hold still. */
  readonly backup: (() => Promise<Backup>) | undefined;
}

/**
 * `POST /occasions` answers the delivery to send, `GET /slo` the service levels, `GET /backup` a backup. 401 without an operator's
 * token, 403 where theirs only reads: `/slo` alone is a look, and every secret is in a backup.
 */
export async function startLaptopDoor(door: LaptopDoor): Promise<Server> {
  const server = createServer((request, response) => {
    void answer(door, request)
      .catch(() => ({ status: 500, body: { title: 'It could not be done; "npx frontdesk doctor" may tell why' } }))
      .then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', () =>
      reject(new StartRefused(`port ${door.port} is taken on 127.0.0.1; start with another --port`)),
    );
    server.listen(door.port, '127.0.0.1', resolve);
  });
  return server;
}

async function answer(
  { pipeline, vendors, operators, slo, backup }: LaptopDoor,
  request: IncomingMessage,
): Promise<{ status: number; body: unknown }> {
  const operator = operatorOf(operators, request.headers.authorization);
  if (!operator) return { status: 401, body: { title: 'Not authenticated' } };
  if (request.method === 'GET' && request.url === '/slo') return { status: 200, body: await slo() };
  if (!mayCommand(operator)) return { status: 403, body: { title: ONLY_READS } };
  if (request.method === 'GET' && request.url === '/backup')
    return backup
      ? { status: 200, body: await backup() }
      : { status: 409, body: { title: 'this store cannot hold still: use its own backup' } };
  if (request.method !== 'POST' || request.url !== '/occasions') return { status: 404, body: { title: 'Not found' } };
  const wanted = Wanted.safeParse(await json(request));
  if (!wanted.success) return { status: 400, body: { title: notUnderstood(wanted.error) } };
  const { person, ...rest } = wanted.data;
  const named = person === undefined ? { subject: rest.subject } : subjectOf(pipeline.settings, rest.source, person);
  if ('why' in named) return { status: 404, body: { title: named.why } };
  const { subject } = named;
  const unknown = whoIsUnknown(pipeline, vendors, { ...rest, ...(subject !== undefined && { subject }) });
  if (unknown !== undefined) return { status: 404, body: { title: unknown } };
  const delivery = await deliveryFor(pipeline, vendors, { ...rest, ...(subject !== undefined && { subject }) });
  return delivery
    ? { status: 200, body: delivery }
    : { status: 404, body: { title: `source "${wanted.data.source}" sends no deliveries` } };
}

function notUnderstood({ issues }: z.ZodError): string {
  const isId = issues.some(({ path }) => path[0] === 'person' || path[0] === 'subject');
  return isId ? 'an id here has letters, digits, "-" and "_" only' : 'Not understood';
}

/** Every token is compared, and digests of one length: neither who nor how much of it was right can be timed. */
function operatorOf(operators: readonly OperatorToken[], authorization = ''): OperatorToken | undefined {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const given = digest(authorization);
  return operators.filter(({ token }) => timingSafeEqual(digest(`Bearer ${token}`), given))[0];
}

/** Undefined for what is no JSON, or more of it than an occasion could be. */
async function json(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= LARGEST) chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}
