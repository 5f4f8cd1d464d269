// The operations of a PATCH request (RFC 7644, section 3.5.2), read but not yet applied.
import { refusal } from './error.ts';
import { requireSchema } from './resource.ts';
import { isObject } from './value.ts';

const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

export type Verb = 'add' | 'replace' | 'remove';
export interface Operation {
  readonly verb: Verb;
  readonly path?: string;
  readonly value?: unknown;
}

const mostOperations = 1_000;

/** The operations of a request body, verbs in whatever case (Entra ID writes `Replace`). */
export function readOperations(body: unknown): readonly Operation[] {
  if (!isObject(body)) throw refusal('invalidSyntax', 'the body is not a JSON object');
  requireSchema(body, patchSchema);
  const list = member(body, 'operations');
  if (!Array.isArray(list) || list.length === 0 || list.length > mostOperations)
    throw refusal('invalidSyntax', `"Operations" is not a list of 1 to ${mostOperations} operations`);
  return (list as readonly unknown[]).map(readOperation);
}

function readOperation(operation: unknown): Operation {
  if (!isObject(operation)) throw refusal('invalidSyntax', 'an operation is not a JSON object');
  const op = member(operation, 'op');
  const verb = typeof op === 'string' ? op.toLowerCase() : '';
  if (verb !== 'add' && verb !== 'replace' && verb !== 'remove')
    throw refusal('invalidSyntax', 'an operation is none of add, replace, remove');
  const path = member(operation, 'path') ?? undefined;
  const value = member(operation, 'value');
  if (path !== undefined && typeof path !== 'string') throw refusal('invalidPath', 'a path is not text');
  if (verb === 'remove' && !path?.trim()) throw refusal('noTarget', 'a remove operation has no path');
  if (verb !== 'remove' && value === undefined) throw refusal('invalidValue', 'an operation has no value');
  return { verb, value, ...(path?.trim() && { path }) };
}

function member(object: { readonly [name: string]: unknown }, name: string): unknown {
  return Object.entries(object).find(([key]) => key.toLowerCase() === name)?.[1];
}
