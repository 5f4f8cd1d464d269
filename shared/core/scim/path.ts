// The target of a PATCH operation: `name.givenName`, `urn:...:User:manager`, `emails[type eq "work"].value`.
import { attributeNamed, type ResourceType } from './attribute.ts';
import { refusal } from './error.ts';
import { type Filter, parseValueFilter } from './filter.ts';
import { type Location, locate } from './location.ts';

export interface Path extends Location {
  /** Which values of a multi-valued attribute are meant; without it, all. */
  readonly which?: Filter;
}

const longest = 2_048;

/**
 * Parses a path (RFC 7644, section 3.5.2, figure 7); `invalidPath` when it leads nowhere. Names are looked up in the
 * schema alone, so `__proto__` and the like lead nowhere.
 */
export function parsePath(type: ResourceType, text: string): Path {
  if (text.length > longest) throw leadsNowhere();
  const open = text.indexOf('[');
  if (open < 0) return found(locate(type, text.trim()));
  const close = text.lastIndexOf(']');
  const place = found(locate(type, text.slice(0, open).trim()));
  if (close < open || !place.attribute.multiValued || place.sub) throw leadsNowhere();
  const which = parseValueFilter(place, text.slice(open + 1, close));
  const tail = text.slice(close + 1).trim();
  if (tail === '') return { ...place, which };
  const sub = tail.startsWith('.') ? attributeNamed(place.attribute.subAttributes, tail.slice(1)) : undefined;
  if (!sub) throw leadsNowhere();
  return { ...place, which, sub };
}

function found(place: Location | undefined): Location {
  if (!place) throw leadsNowhere();
  return place;
}

function leadsNowhere() {
  return refusal('invalidPath', 'a path leads to no attribute of this resource');
}
