// A request body as JSON: UTF-8, not nested without end, so that whatever reads it later stays shallow.
import { isDeeperThan } from '../json-depth.ts';
import { refusal } from './error.ts';

const deepest = 24;

/** Parses the bytes; `invalidSyntax` for anything but well-formed JSON of modest depth. */
export function parseBody(bytes: Uint8Array): unknown {
  const text = decoded(bytes);
  if (text === undefined || isDeeperThan(text, deepest))
    throw refusal('invalidSyntax', 'the body is not JSON, or nests too deep');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw refusal('invalidSyntax', 'the body is not JSON');
  }
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
