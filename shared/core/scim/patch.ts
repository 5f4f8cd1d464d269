// PATCH (RFC 7644, section 3.5.2): operations one after the other on a value of their own, so all of them hold or none.
import type { ResourceType } from './attribute.ts';
import { refusal } from './error.ts';
import { extensionNamed } from './location.ts';
import type { Operation } from './operation.ts';
import { patchMany } from './patch-many.ts';
import { patchOne } from './patch-one.ts';
import { type Path, parsePath } from './path.ts';
import { withoutEmpty } from './resource.ts';
import { isObject, type ScimObject, type ScimValue } from './value.ts';

/** The content after all operations; the one given stays as it is. `id` is the resource's own, which may be repeated. */
export function applyPatch(
  type: ResourceType,
  resource: { readonly id: string; readonly content: ScimObject },
  operations: readonly Operation[],
): ScimObject {
  return operations.reduce<ScimObject>((content, operation) => {
    if (operation.path !== undefined) return applyAt(type, content, { ...operation, path: operation.path });
    return applyPathless(type, { ...resource, content }, operation);
  }, resource.content);
}

/** Keys of a pathless value are paths themselves: plain, dotted, URNs, and URNs that hold an extension's attributes. */
function applyPathless(
  type: ResourceType,
  { id, content }: { readonly id: string; readonly content: ScimObject },
  { verb, value }: Operation,
): ScimObject {
  if (!isObject(value)) throw refusal('invalidValue', 'an operation without a path needs an object as its value');
  return Object.entries(value).reduce<ScimObject>((before, [path, given]) => {
    if (path.toLowerCase() === 'schemas') return before;
    // Okta repeats the id in its values (its groups do at every change).
    if (path.toLowerCase() === 'id' && given === id) return before;
    return applyAt(type, before, { verb, path, value: given });
  }, content);
}

function applyAt(type: ResourceType, content: ScimObject, operation: Operation & { path: string }): ScimObject {
  const urn = extensionNamed(type, operation.path);
  if (urn !== undefined) return applyToExtension(type, content, { ...operation, path: urn });
  const path = parsePath(type, operation.path);
  checkMutable(path, operation);
  if (path.attribute.mutability === 'writeOnly') return content;
  const holder = path.extension === undefined ? content : asObject(content[path.extension]);
  const change = { verb: operation.verb, value: operation.value, path };
  const after = path.attribute.multiValued ? patchMany(holder, change) : patchOne(holder, change);
  return withoutEmpty(path.extension === undefined ? after : { ...content, [path.extension]: after });
}

function applyToExtension(
  type: ResourceType,
  content: ScimObject,
  operation: Operation & { path: string },
): ScimObject {
  const { path: urn, value, verb } = operation;
  if (verb === 'remove' || value === null) return withoutEmpty({ ...content, [urn]: {} });
  if (!isObject(value)) throw refusal('invalidValue', 'an extension is not a JSON object');
  return Object.entries(value).reduce(
    (before, [name, given]) => applyAt(type, before, { verb, path: `${urn}:${name}`, value: given }),
    content,
  );
}

/** What the server makes is not the client's to change; what is required cannot be taken away. */
function checkMutable({ attribute, sub, which }: Path, { verb, value }: Operation): void {
  if ((sub ?? attribute).mutability === 'readOnly' || attribute.mutability === 'readOnly')
    throw refusal('mutability', `"${attribute.name}" is read-only`);
  const unassigns = verb === 'remove' || value === null;
  if (unassigns && !which && !sub && (attribute.required || attribute.name === 'active'))
    throw refusal('mutability', `"${attribute.name}" cannot be unassigned`);
}

function asObject(value: ScimValue | undefined): ScimObject {
  return isObject(value) ? (value as ScimObject) : {};
}
