// The ways in which a valid request is spoilt, each a small function over a seeded die.
import type { WireRequest } from './wire.ts';

export type Random = () => number;
type Header = WireRequest['headers'][number];
export type Mutation = (request: WireRequest, random: Random) => WireRequest;

/** In every text that we make up: no reply may have it. */
export const MARK = 'canary-9f2c';

export function pick<T>(list: readonly T[], random: Random): T {
  return list[Math.floor(random() * list.length)] as T;
}

function flipped(bytes: Buffer, random: Random): Buffer {
  if (bytes.length === 0) return Buffer.from([Math.floor(random() * 256)]);
  const changed = Buffer.from(bytes);
  const at = Math.floor(random() * changed.length);
  changed.writeUInt8(changed.readUInt8(at) ^ (1 << Math.floor(random() * 8)), at);
  return changed;
}

const withBody =
  (change: (body: Buffer, random: Random) => Buffer): Mutation =>
  (request, random) => ({
    ...request,
    body: change(request.body, random),
  });

const withFraming =
  (framing: WireRequest['framing']): Mutation =>
  (request) => ({ ...request, framing });

const withHeader =
  (name: string, values: readonly string[]): Mutation =>
  (request, random) => ({
    ...request,
    headers: [...request.headers.filter(([other]) => other.toLowerCase() !== name), [name, pick(values, random)]],
  });

/** One header of the request, changed; the host is left alone. */
function headerChanged(
  request: WireRequest,
  random: Random,
  change: (header: Header) => readonly Header[],
): WireRequest {
  const at = 1 + Math.floor(random() * (request.headers.length - 1));
  const headers = request.headers.flatMap((header, position): readonly Header[] =>
    position === at ? change(header) : [header],
  );
  return { ...request, headers };
}

const flipText = (text: string, random: Random) => flipped(Buffer.from(text, 'latin1'), random).toString('latin1');

/** A value somewhere in the JSON body becomes another one, or gets a neighbour. */
function jsonChanged(body: Buffer, random: Random): Buffer {
  const other = pick(VALUES, random);
  const text = body.toString('utf8');
  const spots = [...text.matchAll(/:\s*("[^"]*"|-?\d+|true|false|null|\[|\{)/g)];
  const spot = pick(spots, random);
  if (!spot) return Buffer.from(other);
  const [whole, value = ''] = spot;
  const at = spot.index + whole.length - value.length;
  const isOpen = value === '{' || value === '[';
  const put = isOpen ? (value === '{' ? `{${pick(KEYS, random)}:${other},` : `[${other},`) : other;
  return Buffer.from(text.slice(0, at) + put + text.slice(at + value.length));
}

const KEYS = ['"__proto__"', '"constructor"', '"prototype"', '"toString"', '""', '"\\u0000"', `"${MARK}"`, '"id"'];
const VALUES = [
  'null',
  'true',
  '0',
  '-1',
  '1e400',
  '1e999',
  '""',
  `"${MARK}"`,
  '[]',
  '{}',
  '[[[[]]]]',
  '"\\ud800"',
  '9007199254740993',
].concat([
  `{"__proto__":{"polluted":"${MARK}"}}`,
  '"2026-13-45T99:99:99Z"',
  '"../../etc"',
  `"${'x'.repeat(3_000)}"`,
  '"\\u202e"',
]);
const DEEP = ['['.repeat(20_000), '{"a":'.repeat(20_000), `${'['.repeat(5_000)}${']'.repeat(5_000)}`];
const HUGE = [`{"a":"${'x'.repeat(900_000)}"}`, `[${'1,'.repeat(400_000)}1]`, `{"data":"${'y'.repeat(1_100_000)}"}`];
const TYPES = [
  'text/plain',
  '',
  ';;;',
  'application/scim+json; charset=utf-16',
  'multipart/form-data; boundary=x',
  MARK,
];
const PATHS = [
  '/',
  '//',
  '//[',
  '*',
  '/hooks',
  '/hooks/',
  '/hooks/%',
  '/hooks/%E0%A4%A',
  '/hooks/__proto__',
  '/hooks/constructor',
]
  .concat([
    '/hooks/standard/',
    '/hooks//standard',
    '/HOOKS/standard',
    '/hooks/standard%00',
    '/hooks/csv',
    '/hooks/directory',
  ])
  .concat([
    `/hooks/${MARK}`,
    `/scim/${MARK}/v2/Users`,
    '/scim/directory/v2/%',
    '/scim/directory/v2/Users/%2e%2e%2f',
    'http://[',
  ])
  .concat([
    '/scim/directory/v2/Users/__proto__',
    '/scim/directory/v2/Me',
    `/scim/directory/v2/Users/${'a'.repeat(3_000)}`,
  ])
  .concat([
    `/scim/directory/v2/Users?filter=${encodeURIComponent(`userName eq "${MARK}`)}`,
    '/scim/directory/v2/Users?count=-1&startIndex=x',
  ])
  .concat([
    `/scim/directory/v2/Users?filter=${'('.repeat(2_000)}`,
    '/scim/directory/v2/Users?attributes=__proto__',
    `/${'p'.repeat(20_000)}`,
  ]);
const METHODS = ['GET', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'BREW', 'post', MARK];

/** What any stranger could do to a request, by name. */
export const mutations: { readonly [name: string]: Mutation } = {
  'bit of the body': withBody(flipped),
  'bit of a header': (request, random) =>
    headerChanged(request, random, ([name, value]) => [[name, flipText(value, random)]]),
  'bit of a header name': (request, random) =>
    headerChanged(request, random, ([name, value]) => [[flipText(name, random), value]]),
  'header twice': (request, random) =>
    headerChanged(request, random, ([name, value]) => [
      [name, value],
      [name.toUpperCase(), pick([value, MARK, ''], random)],
    ]),
  'header gone': (request, random) => headerChanged(request, random, () => []),
  'body truncated': withBody((body, random) => body.subarray(0, Math.floor(random() * body.length))),
  'bytes after the body': withBody((body, random) =>
    Buffer.concat([body, Buffer.from(pick([' ', '\0', '}', MARK], random))]),
  ),
  'body deep': withBody((_, random) => Buffer.from(pick(DEEP, random))),
  'body of another type': withBody(jsonChanged),
  'body in another encoding': withBody((body, random) =>
    pick(
      [
        Buffer.from(body.toString(), 'utf16le'),
        Buffer.concat([Buffer.from('\ufeff'), body]),
        Buffer.from([0xff, 0xfe, 0xc0, 0xaf]),
      ],
      random,
    ),
  ),
  'content type': withHeader('content-type', TYPES),
  'content encoding': withHeader('content-encoding', ['gzip', 'br', MARK]),
  'expectation or upgrade': withHeader('upgrade', ['h2c', 'websocket', MARK]),
  path: (request, random) => ({ ...request, path: pick(PATHS, random) }),
  'path bit': (request, random) => ({ ...request, path: flipText(request.path, random) }),
  method: (request, random) => ({ ...request, method: pick(METHODS, random) }),
  chunked: withFraming('chunked'),
  'chunked and cut': withFraming('cut-chunk'),
  'body cut': withFraming('cut'),
  'more body than announced': withFraming('short'),
};

/** Costly for the sender too: a few of them. */
export const rareMutations: { readonly [name: string]: Mutation } = {
  'body huge': withBody((_, random) => Buffer.from(pick(HUGE, random))),
  'body slow': withFraming('slow'),
};

/** Also for one who may sign: what the body says is spoilt. */
export const spoilBody = withBody((body, random) => pick([jsonChanged, flipped, jsonChanged], random)(body, random));
