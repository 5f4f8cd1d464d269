// The suite's troubles, planted through the HTTP fault proxy; a target only tells which calls write and what its lists look like.
import type { Plant, Trouble } from '../adapters/world.ts';
import type { FaultProxy, Happening, ProxiedReply, ProxiedRequest } from './fault-proxy.ts';

export interface HttpTarget {
  /** Whether the call changes something. Default: any method but GET and HEAD. */
  writes?(request: ProxiedRequest): boolean;
  /** Whether troubles reach this call at all (leave out log-ins of the adapter, say). Default: all. */
  reaches?(request: ProxiedRequest): boolean;
  /** Whether the call asks for a page of the list that a scan walks, and whether for the first page. */
  listPage(request: ProxiedRequest): 'first' | 'later' | undefined;
  /** Edits of one page's reply. */
  readonly list: {
    empty(reply: ProxiedReply): ProxiedReply;
    /** As if the list ended here or earlier, while its count, if any, stays. */
    truncated(reply: ProxiedReply, request: ProxiedRequest): ProxiedReply;
    /** The count one too high; undefined for lists without a count. */
    wrongCount?(reply: ProxiedReply): ProxiedReply;
  };
  /** What a server that lies would answer to this write. */
  lie(request: ProxiedRequest): Partial<ProxiedReply>;
}

const HTML = '<!doctype html><html><head><title>Log in</title></head><body><form></form></body></html>';

/** All troubles that HTTP can bring. Override or leave out what a target cannot have. */
export function httpTroubles(proxy: FaultProxy, target: HttpTarget): { readonly [T in Trouble]: Plant } {
  const reaches = target.reaches ?? (() => true);
  const writes = (request: ProxiedRequest) =>
    reaches(request) && (target.writes?.(request) ?? !['GET', 'HEAD'].includes(request.method));
  const lists = (request: ProxiedRequest) => target.listPage(request) !== undefined;
  const later = (request: ProxiedRequest) => target.listPage(request) === 'later';
  const plant = (matches: (request: ProxiedRequest) => boolean, does: Happening) => async () =>
    proxy.plant({ matches, does });
  const answer = (status: number, headers: { [name: string]: string } = {}, body = '') =>
    plant(reaches, { kind: 'reply', reply: { status, headers, body } });
  const inSevenSeconds = () => new Date(Date.now() + 7500).toUTCString();
  const { empty, truncated, wrongCount } = target.list;

  return {
    'throttled-seconds': answer(429, { 'retry-after': '7' }),
    'throttled-date': plant(reaches, {
      kind: 'reply',
      reply: () => ({ status: 429, headers: { 'retry-after': inSevenSeconds() } }),
    }),
    unavailable: answer(503),
    'server-error': answer(500, { 'content-type': 'application/json' }, '{"message":"NullPointerException"}'),
    refused: () => proxy.refuse(),
    silent: plant(reaches, { kind: 'silent' }),
    'silent-writes': plant(writes, { kind: 'silent' }),
    'lost-reply': plant(writes, { kind: 'cut', phase: 'after-effect' }),
    unauthenticated: answer(401, { 'www-authenticate': 'Bearer' }),
    forbidden: answer(403),
    garbage: answer(200, { 'content-type': 'application/json' }, '{"id":"3","na'),
    html: answer(200, { 'content-type': 'text/html' }, HTML),
    'list-truncated': plant(lists, { kind: 'rewrite', edit: truncated }),
    'list-empty': plant(lists, { kind: 'rewrite', edit: empty }),
    'list-failing': plant(later, { kind: 'reply', reply: { status: 500 } }),
    'list-repeated': async () => repeatFirst(proxy, target),
    'list-wrong-count': plant(lists, { kind: 'rewrite', edit: wrongCount ?? ((reply) => reply) }),
    'list-gone': plant(lists, { kind: 'reply', reply: { status: 404 } }),
    'lying-writes': plant(writes, { kind: 'reply', reply: (request) => target.lie(request) }),
  };
}

function repeatFirst(proxy: FaultProxy, target: HttpTarget): void {
  let first: ProxiedReply | undefined;
  proxy.plant({
    matches: (request) => target.listPage(request) !== undefined,
    does: {
      kind: 'rewrite',
      edit: (reply, request) => {
        if (target.listPage(request) === 'first') first = reply;
        return first ?? reply;
      },
    },
  });
}
