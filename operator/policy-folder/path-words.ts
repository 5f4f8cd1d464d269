// A place within a file as people say it: list items by their id, where they have one.

import type { Path } from './text-place.ts';
import { kindOf } from './value-words.ts';

/** `engineering.when.attributes.site`, `engineer.entitlements.app[0]`. */
export function pathWords(root: unknown, path: Path): string {
  let words = '';
  let value = root;
  for (const key of path) {
    const inner = kindOf(value) === 'map' || kindOf(value) === 'list' ? Reflect.get(value as object, key) : undefined;
    const id = typeof key === 'number' ? idOf(inner) : key;
    words += id === undefined ? `[${key}]` : `${words === '' ? '' : '.'}${id}`;
    value = inner;
  }
  return words;
}

function idOf(item: unknown): string | undefined {
  const id = kindOf(item) === 'map' ? Reflect.get(item as object, 'id') : undefined;
  return typeof id === 'string' && /^[\w-]{1,40}$/.test(id) ? id : undefined;
}
