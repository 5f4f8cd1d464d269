// PATCH as RFC 7644, section 3.5.2 has it, and as identity providers write it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScimFault } from '../../shared/core/scim/error.ts';
import { readOperations } from '../../shared/core/scim/operation.ts';
import { applyPatch } from '../../shared/core/scim/patch.ts';
import { readContent } from '../../shared/core/scim/resource.ts';
import { userType } from '../../shared/core/scim/user-type.ts';
import type { ScimObject } from '../../shared/core/scim/value.ts';
import { coreUser, enterpriseUser, patchOp } from './endpoint.ts';

const work = { type: 'work', value: 'mara@example.com', primary: true };
const home = { type: 'home', value: 'mara@home.example' };
const before = readContent(userType, {
  schemas: [coreUser],
  userName: 'mara@example.com',
  name: { givenName: 'Mara', familyName: 'Lind' },
  title: 'Engineer',
  active: true,
  emails: [work, home],
  [enterpriseUser]: { department: 'Sales', manager: { value: 'boss', $ref: '../Users/boss' } },
});

function patched(operations: readonly unknown[], content: ScimObject = before): ScimObject {
  return applyPatch(userType, { id: 'u1', content }, readOperations({ schemas: [patchOp], Operations: operations }));
}

function refusedAs(operations: readonly unknown[]): string {
  try {
    return `accepted: ${JSON.stringify(patched(operations))}`;
  } catch (error) {
    if (!(error instanceof ScimFault)) throw error;
    return `${error.status} ${error.scimType}`;
  }
}

const urn = enterpriseUser;
const changes: readonly [string, unknown, { readonly [name: string]: unknown }][] = [
  ['a simple attribute is replaced', { op: 'replace', path: 'title', value: 'Lead' }, { title: 'Lead' }],
  ['verbs come in any case', { op: 'RePlAcE', path: 'TITLE', value: 'Lead' }, { title: 'Lead' }],
  ['a simple attribute is added', { op: 'add', path: 'nickName', value: 'Babs' }, { nickName: 'Babs' }],
  ['a simple attribute is removed', { op: 'remove', path: 'title' }, { title: undefined }],
  ['null unassigns', { op: 'replace', path: 'title', value: null }, { title: undefined }],
  ['active comes as text', { op: 'Replace', path: 'active', value: 'False' }, { active: false }],
  ['active comes without a path', { op: 'replace', value: { active: false } }, { active: false }],
  ['the id may be repeated', { op: 'replace', value: { id: 'u1', title: 'Lead' } }, { title: 'Lead' }],
  [
    'a part is replaced',
    { op: 'replace', path: 'name.givenName', value: 'M' },
    { name: { givenName: 'M', familyName: 'Lind' } },
  ],
  [
    'parts that are not named stay',
    { op: 'replace', path: 'name', value: { givenName: 'M' } },
    { name: { givenName: 'M', familyName: 'Lind' } },
  ],
  [
    'a part given as null goes',
    { op: 'replace', path: 'name', value: { givenName: null, familyName: 'L' } },
    { name: { familyName: 'L' } },
  ],
  [
    'dotted keys are paths',
    { op: 'replace', value: { 'name.familyName': 'L' } },
    { name: { givenName: 'Mara', familyName: 'L' } },
  ],
  ['a core URN is a prefix', { op: 'replace', path: `${coreUser}:title`, value: 'Lead' }, { title: 'Lead' }],
  [
    'an extension is reached by its URN',
    { op: 'replace', path: `${urn}:department`, value: 'IT' },
    { [urn]: { department: 'IT', manager: { value: 'boss', $ref: '../Users/boss' } } },
  ],
  [
    'an extension is reached by a pathless key',
    { op: 'add', value: { [`${urn}:costCenter`]: '7' } },
    { [urn]: { department: 'Sales', costCenter: '7', manager: { value: 'boss', $ref: '../Users/boss' } } },
  ],
  [
    'an extension is reached as an object',
    { op: 'add', value: { [urn]: { department: 'IT', manager: null } } },
    { [urn]: { department: 'IT' } },
  ],
  ['an extension is removed whole', { op: 'remove', path: urn }, { [urn]: undefined }],
  [
    'another manager is not the old one with a new id',
    { op: 'Add', path: `${urn}:manager`, value: 'chief' },
    { [urn]: { department: 'Sales', manager: { value: 'chief' } } },
  ],
  [
    'a plain manager is the extension’s',
    { op: 'Add', path: 'manager', value: [{ $ref: 'x', value: 'chief' }] },
    { [urn]: { department: 'Sales', manager: { value: 'chief', $ref: 'x' } } },
  ],
  [
    'an empty manager id unassigns',
    { op: 'Replace', path: `${urn}:manager`, value: '' },
    { [urn]: { department: 'Sales' } },
  ],
  [
    'a value is added to a list',
    { op: 'add', path: 'emails', value: [{ type: 'other', value: 'o@x' }] },
    { emails: [work, home, { type: 'other', value: 'o@x' }] },
  ],
  [
    'a lone value is added to a list',
    { op: 'add', path: 'emails', value: { type: 'other', value: 'o@x' } },
    { emails: [work, home, { type: 'other', value: 'o@x' }] },
  ],
  [
    'a new primary takes the old one’s place',
    { op: 'add', path: 'emails', value: [{ value: 'o@x', primary: true }] },
    { emails: [{ ...work, primary: false }, home, { value: 'o@x', primary: true }] },
  ],
  ['a list is replaced', { op: 'replace', path: 'emails', value: [home] }, { emails: [home] }],
  ['an empty list unassigns', { op: 'replace', path: 'emails', value: [] }, { emails: undefined }],
  ['a list is removed', { op: 'remove', path: 'emails' }, { emails: undefined }],
  [
    'listed values are removed',
    { op: 'Remove', path: 'emails', value: [{ value: 'mara@home.example' }] },
    { emails: [work] },
  ],
  ['an empty removal list removes nothing', { op: 'Remove', path: 'emails', value: [] }, {}],
  ['picked values are removed', { op: 'remove', path: 'emails[type eq "home"]' }, { emails: [work] }],
  ['nothing picked, nothing removed', { op: 'remove', path: 'emails[type eq "none"]' }, {}],
  [
    'a part of the picked is replaced',
    { op: 'replace', path: 'emails[type eq "work"].value', value: 'm@x' },
    { emails: [{ ...work, value: 'm@x' }, home] },
  ],
  [
    'a picked value is replaced',
    { op: 'replace', path: 'emails[type eq "home"]', value: { type: 'home', value: 'h@x' } },
    { emails: [work, { type: 'home', value: 'h@x' }] },
  ],
  [
    'a part is removed from the picked',
    { op: 'remove', path: 'emails[type eq "work"].primary' },
    { emails: [{ type: 'work', value: 'mara@example.com' }, home] },
  ],
  [
    'a typed value is made where there is none',
    { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+49' },
    { phoneNumbers: [{ type: 'mobile', value: '+49' }] },
  ],
  [
    'so it is by replace',
    { op: 'Replace', path: 'addresses[type eq "work"].country', value: 'DE' },
    { addresses: [{ type: 'work', country: 'DE' }] },
  ],
  [
    'a pathless key may pick',
    { op: 'replace', value: { 'emails[type eq "work"].value': 'm@x' } },
    { emails: [{ ...work, value: 'm@x' }, home] },
  ],
  [
    'flags are picked by text',
    { op: 'replace', path: 'emails[primary eq "True"].value', value: 'm@x' },
    { emails: [{ ...work, value: 'm@x' }, home] },
  ],
  [
    'a complex pick holds',
    { op: 'remove', path: 'emails[not (type eq "work") and (value ew "home.example")]' },
    { emails: [work] },
  ],
];

const refusals: readonly [string, unknown, string][] = [
  ['a remove without a path', { op: 'remove' }, '400 noTarget'],
  ['a remove with an empty path', { op: 'remove', path: ' ' }, '400 noTarget'],
  [
    'a replace where nothing is picked',
    { op: 'replace', path: 'emails[value eq "x"].display', value: 'y' },
    '400 noTarget',
  ],
  ['an unknown attribute', { op: 'add', path: 'shoeSize', value: '42' }, '400 invalidPath'],
  ['an unknown part', { op: 'add', path: 'name.shoeSize', value: '42' }, '400 invalidPath'],
  ['an unknown attribute without a path', { op: 'add', value: { shoeSize: '42' } }, '400 invalidPath'],
  ['an unknown part in a value', { op: 'add', path: 'name', value: { shoeSize: '42' } }, '400 invalidPath'],
  ['an unknown extension', { op: 'add', path: 'urn:x:y:User:a', value: '42' }, '400 invalidPath'],
  ['a path that is no text', { op: 'add', path: 7, value: '42' }, '400 invalidPath'],
  ['a path that does not close', { op: 'replace', path: 'emails[type eq "work"', value: 'x' }, '400 invalidPath'],
  ['brackets on a single value', { op: 'replace', path: 'title[value eq "x"]', value: 'x' }, '400 invalidPath'],
  ['a pick that is no filter', { op: 'replace', path: 'emails[type eq].value', value: 'x' }, '400 invalidFilter'],
  ['the id', { op: 'replace', path: 'id', value: 'other' }, '400 mutability'],
  ['another id in a value', { op: 'replace', value: { id: 'other' } }, '400 mutability'],
  ['meta', { op: 'replace', path: 'meta.version', value: 'x' }, '400 mutability'],
  ['the groups of a user', { op: 'add', path: 'groups', value: [{ value: 'g' }] }, '400 mutability'],
  ['the removal of the user name', { op: 'remove', path: 'userName' }, '400 mutability'],
  ['the removal of active', { op: 'remove', path: 'active' }, '400 mutability'],
  ['active as something else', { op: 'replace', path: 'active', value: 'maybe' }, '400 invalidValue'],
  ['text of another type', { op: 'replace', path: 'title', value: { a: 1 } }, '400 invalidValue'],
  ['text that is too long', { op: 'replace', path: 'title', value: 'x'.repeat(401) }, '400 invalidValue'],
  ['text that is no Unicode', { op: 'replace', path: 'title', value: '\ud800' }, '400 invalidValue'],
  [
    'two primaries at once',
    { op: 'replace', path: 'emails', value: [work, { ...home, primary: true }] },
    '400 invalidValue',
  ],
  ['no value', { op: 'add', path: 'title' }, '400 invalidValue'],
  ['a pathless value that is no object', { op: 'add', value: 'x' }, '400 invalidValue'],
  ['another verb', { op: 'move', path: 'title', value: 'x' }, '400 invalidSyntax'],
  ['no verb', { path: 'title', value: 'x' }, '400 invalidSyntax'],
  ['an operation that is none', 'replace', '400 invalidSyntax'],
  ['the prototype by path', { op: 'add', path: '__proto__.polluted', value: 'x' }, '400 invalidPath'],
  ['the constructor by path', { op: 'add', path: 'constructor.prototype', value: 'x' }, '400 invalidPath'],
  ['the prototype of a part', { op: 'add', path: 'name.__proto__', value: 'x' }, '400 invalidPath'],
  ['the prototype by a pick', { op: 'add', path: '__proto__[type eq "x"].polluted', value: 'x' }, '400 invalidPath'],
];

describe('a PATCH', () => {
  for (const [title, operation, after] of changes)
    it(title, () => {
      const expected = Object.entries({ ...before, ...after }).filter(([, value]) => value !== undefined);
      expect(patched([operation])).toEqual(Object.fromEntries(expected));
    });

  for (const [title, operation, answer] of refusals)
    it(`refuses ${title}`, () => {
      expect(refusedAs([operation])).toBe(answer);
    });

  it('holds whole or not at all', () => {
    const copy = structuredClone(before);
    expect(
      refusedAs([
        { op: 'replace', path: 'title', value: 'Lead' },
        { op: 'replace', path: 'nope', value: 1 },
      ]),
    ).toBe('400 invalidPath');
    expect(before).toEqual(copy);
  });

  it('is refused when its message is none', () => {
    for (const body of [
      null,
      [],
      'x',
      {},
      { schemas: [patchOp] },
      { schemas: [patchOp], Operations: [] },
      { schemas: ['x'], Operations: [{}] },
    ])
      expect(() => readOperations(body)).toThrow(ScimFault);
  });
});

describe('whatever a PATCH says', () => {
  const word = fc.constantFrom(
    'title',
    'name',
    'name.givenName',
    'emails',
    'emails[type eq "work"].value',
    'active',
    urn,
    `${urn}:manager`,
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'emails.__proto__',
    'meta',
    'id',
    '',
  );
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.dictionary(word, fc.jsonValue({ maxDepth: 2 }), { noNullPrototype: true }),
    fc.constant(JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')),
  );
  const operation = fc.record(
    { op: fc.constantFrom('add', 'Replace', 'remove', 'x'), path: fc.oneof(word, fc.string()), value },
    { requiredKeys: ['op'] },
  );

  it('it changes no object but its own result, and fails in its own words only', () => {
    const names = Object.getOwnPropertyNames(Object.prototype).length;
    fc.assert(
      fc.property(fc.array(operation, { minLength: 1, maxLength: 4 }), (operations) => {
        const copy = JSON.stringify(before);
        try {
          const after = patched(operations);
          expect(Object.getPrototypeOf(after)).toBe(Object.prototype);
          expect(patched(operations, after)).toBeDefined();
        } catch (error) {
          expect(error).toBeInstanceOf(ScimFault);
        }
        expect(JSON.stringify(before)).toBe(copy);
        expect(Object.getOwnPropertyNames(Object.prototype).length).toBe(names);
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      }),
      { numRuns: 3000 },
    );
  });

  it('a replacement applied twice is the same as once', () => {
    const replacement = fc.record({ op: fc.constant('replace'), path: word, value });
    fc.assert(
      fc.property(replacement, (one) => {
        let once: ScimObject;
        try {
          once = patched([one]);
        } catch {
          return;
        }
        expect(patched([one], once)).toEqual(once);
      }),
      { numRuns: 1000 },
    );
  });
});
