// Index paging (RFC 7644, section 3.4.2.4) and the list message.
import { refusal } from './error.ts';
import type { ScimObject, ScimValue } from './value.ts';

const listSchema = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
export const maxPage = 200;
const defaultPage = 100;

export interface PageRequest {
  /** 1-based. */
  readonly startIndex: number;
  readonly count: number;
}

/** Below 1 counts as 1, a negative count as 0; what is no whole number is refused. */
export function readPage(startIndex: string | null, count: string | null): PageRequest {
  return {
    startIndex: Math.max(1, whole('startIndex', startIndex) ?? 1),
    count: Math.min(maxPage, Math.max(0, whole('count', count) ?? defaultPage)),
  };
}

function whole(name: string, text: string | null): number | undefined {
  if (text === null) return undefined;
  if (!/^[+-]?\d{1,15}$/.test(text)) throw refusal('invalidValue', `"${name}" is not a whole number`);
  return Number(text);
}

/** `total` counts all that match, `resources` are those of this page. */
export function listMessage(resources: readonly ScimObject[], total: number, startIndex: number): ScimObject {
  const shown: readonly ScimValue[] = resources;
  return {
    schemas: [listSchema],
    totalResults: total,
    startIndex,
    itemsPerPage: resources.length,
    Resources: shown,
  };
}
