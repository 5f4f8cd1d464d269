// One change to a multi-valued attribute: the whole list, the values that a filter picks, or one part of those.
import { refusal } from './error.ts';
import type { Filter } from './filter.ts';
import { matches } from './match.ts';
import { asObject, assigned, type Change } from './patch-one.ts';
import { isObject, isPrimary, isSame, readOne, readValue, type ScimObject, type ScimValue, tooMany } from './value.ts';

/**
 * | path                  | add                     | replace                       | remove                |
 * |-----------------------|-------------------------|-------------------------------|-----------------------|
 * | `emails`              | appends what is new     | becomes the list              | goes, or those listed |
 * | `emails[f]`           | merges into the picked  | the picked become the value   | the picked go         |
 * | `emails[f].value`     | sets the part           | sets the part                 | the part goes         |
 * | nothing picked by `f` | makes one, if `f` says what it is: `type eq "work"`; else `noTarget` | no change |
 */
export function patchMany(holder: ScimObject, change: Change): ScimObject {
  const { attribute, which, sub } = change.path;
  const held = holder[attribute.name];
  const before = Array.isArray(held) ? (held as readonly ScimValue[]) : [];
  const after = which || sub ? patchPicked(before, change) : patchAll(before, change);
  if (after.length > 100) throw tooMany(attribute);
  return assigned(holder, attribute.name, after.length > 0 ? onePrimary(before, after) : undefined);
}

function patchAll(before: readonly ScimValue[], { verb, path, value }: Change): readonly ScimValue[] {
  const given = (readValue(path.attribute, value, 'refuse') ?? []) as readonly ScimValue[];
  switch (verb) {
    case 'replace':
      return given;
    case 'add':
      return [...before, ...given.filter((one) => !before.some((other) => isSame(other, one)))];
    case 'remove':
      // Entra ID's older style lists the values to remove; an empty list removes nothing.
      return value === undefined || value === null
        ? []
        : before.filter((one) => !given.some((gone) => isSameValue(one, gone)));
  }
}

function isSameValue(one: ScimValue, gone: ScimValue): boolean {
  if (!isObject(one) || !isObject(gone)) return one === gone;
  return Object.entries(gone).every(([name, part]) => isSame(one[name], part));
}

function patchPicked(before: readonly ScimValue[], change: Change): readonly ScimValue[] {
  const { verb, path } = change;
  const picked = before.filter((one) => isPicked(path.which, one));
  if (picked.length === 0) return verb === 'remove' ? before : [...before, made(change)];
  return before.flatMap((one) => (picked.includes(one) ? changed(one, change) : [one]));
}

function isPicked(which: Filter | undefined, one: ScimValue): boolean {
  return which === undefined || (isObject(one) && matches(which, one as ScimObject));
}

/** The picked value after the change: none when nothing is left of it. */
function changed(one: ScimValue, { verb, path, value }: Change): readonly ScimValue[] {
  const { attribute, sub } = path;
  if (sub) {
    const part = verb === 'remove' ? undefined : readOne(sub, value, 'refuse');
    const after = assigned(asObject(one), sub.name, part);
    return Object.keys(after).length > 0 ? [after] : [];
  }
  const given = verb === 'remove' ? undefined : element(attribute, value);
  if (given === undefined) return [];
  return [verb === 'add' && isObject(given) ? { ...asObject(one), ...asObject(given) } : given];
}

/** A value that nobody had yet, with what the filter says of it (Entra ID adds a work e-mail so). */
function made({ path, value }: Change): ScimValue {
  const { attribute, which, sub } = path;
  const said = which && equalities(which);
  if (!said) throw refusal('noTarget', 'the path picks none of the values');
  const given = sub ? assigned({}, sub.name, readOne(sub, value, 'refuse')) : asObject(element(attribute, value));
  return { ...said, ...given };
}

function element(attribute: Change['path']['attribute'], value: unknown): ScimValue | undefined {
  return readOne(attribute, Array.isArray(value) && value.length === 1 ? value[0] : value, 'refuse');
}

/** What a filter states outright, when that is all it does and a type is part of it. */
function equalities(which: Filter): ScimObject | undefined {
  const terms = conjuncts(which);
  const said = terms.flatMap((term) =>
    term.kind === 'compare' && term.operator === 'eq' && term.value !== null
      ? [[term.at.attribute.name, term.value] as const]
      : [],
  );
  const isAll = said.length === terms.length && said.some(([name]) => name === 'type' || name === 'primary');
  return isAll ? Object.fromEntries(said) : undefined;
}

function conjuncts(filter: Filter): readonly Filter[] {
  return filter.kind === 'and' ? filter.of.flatMap(conjuncts) : [filter];
}

/** A new primary takes the place of the old one (RFC 7644, section 3.5.2). */
function onePrimary(before: readonly ScimValue[], after: readonly ScimValue[]): readonly ScimValue[] {
  const primaries = after.filter(isPrimary);
  if (primaries.length < 2) return after;
  const fresh = primaries.filter((one) => !before.includes(one));
  const kept = fresh.at(-1) ?? primaries.at(-1);
  return after.map((one) => (isPrimary(one) && one !== kept ? { ...asObject(one), primary: false } : one));
}
