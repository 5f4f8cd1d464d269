// Versions as weak entity tags and the conditions on them (RFC 7644, section 3.14; RFC 9110, section 13).
import { ScimFault } from './error.ts';

/** `W/"3"` for version 3. */
export function entityTag(version: number): string {
  return `W/"${version}"`;
}

const tag = /^(?:W\/)?"([^"]*)"$/;

/** Whether a condition's list of tags names the version; `*` names any. Weak comparison: our tags are weak. */
function names(header: string, version: number): boolean {
  return header.split(',').some((part) => {
    const text = part.trim();
    return text === '*' || tag.exec(text)?.[1] === String(version);
  });
}

export interface Conditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

/** A change goes ahead only on the version that the client has seen. */
export function checkConditions({ ifMatch, ifNoneMatch }: Conditions, version: number): void {
  const stale = ifMatch !== undefined && !names(ifMatch, version);
  const forbidden = ifNoneMatch !== undefined && names(ifNoneMatch, version);
  if (stale || forbidden) throw new ScimFault(412, 'the resource has another version than the condition names');
}

/** A read that the client need not repeat. */
export function isUnchanged({ ifNoneMatch }: Conditions, version: number): boolean {
  return ifNoneMatch !== undefined && names(ifNoneMatch, version);
}
