// Says, without asking the product, whether a spoilt request still proves who sent it.
import type { WireRequest } from './wire.ts';

export interface Proof {
  /** The names of the headers that prove it, in lower case. */
  readonly headers: readonly string[];
  readonly signsBody: boolean;
}

/** Headers of which one good one among several is enough: signatures are a list, and HTTP keeps the first credential. */
const ONE_IS_ENOUGH = ['webhook-signature', 'authorization'];

/** False: it must be refused, whatever else it says. True: it may be taken, whole or not at all. */
export function isProven(valid: WireRequest, sent: WireRequest, { headers, signsBody }: Proof): boolean {
  const isPlace = decodedPath(sent.path) === decodedPath(valid.path);
  const arrives = sent.framing === 'length' || sent.framing === 'chunked' || sent.framing === 'slow';
  const isBody = !signsBody || (arrives && sent.body.equals(valid.body));
  return isPlace && isBody && headers.every((name) => isKept(name, valid, sent));
}

function isKept(name: string, valid: WireRequest, sent: WireRequest): boolean {
  const [wanted] = valuesOf(valid, name);
  const given = valuesOf(sent, name);
  if (ONE_IS_ENOUGH.includes(name)) return wanted !== undefined && given.includes(wanted);
  return given.length === 1 && given[0] === wanted;
}

/** The scheme of a bearer token is read without regard to case (RFC 9110 section 11.1). */
function valuesOf({ headers }: WireRequest, wanted: string): readonly string[] {
  return headers
    .filter(([name]) => name.toLowerCase() === wanted)
    .map(([, value]) => value.trim().replace(/^bearer +/i, 'Bearer '));
}

function decodedPath(path: string): string {
  const { pathname } = URL.parse(path, 'http://127.0.0.1') ?? { pathname: '' };
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}
