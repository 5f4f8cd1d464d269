// The filter grammar of RFC 7644, section 3.4.2.2: what it finds, what it refuses, and that it never fails otherwise.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScimFault } from '../../shared/core/scim/error.ts';
import { parseFilter } from '../../shared/core/scim/filter.ts';
import { lookupsOf } from '../../shared/core/scim/lookup.ts';
import { matches } from '../../shared/core/scim/match.ts';
import { present } from '../../shared/core/scim/resource.ts';
import { userType } from '../../shared/core/scim/user-type.ts';
import { coreUser, enterpriseUser } from './endpoint.ts';

const resource = present(
  userType,
  {
    id: 'u1',
    version: 3,
    created: Date.parse('2026-01-01T00:00:00Z'),
    modified: Date.parse('2026-02-01T12:00:00Z'),
    content: {
      userName: 'Bjensen@Example.com',
      externalId: 'Ext-7',
      active: true,
      title: 'Tour "Guide"',
      name: { familyName: "O'Malley" },
      emails: [
        { type: 'work', value: 'b@example.com', primary: true },
        { type: 'home', value: 'b@home.example' },
      ],
      [enterpriseUser]: { employeeNumber: '701984', department: 'Sales' },
    },
  },
  'https://x/v2',
);

const answers: readonly [string, boolean][] = [
  ['userName eq "bjensen@example.com"', true],
  ['USERNAME Eq "bjensen@example.com"', true],
  [`${coreUser}:userName eq "bjensen@example.com"`, true],
  ['userName ne "bjensen@example.com"', false],
  ['userName sw "BJ" and userName ew ".COM"', true],
  ['userName co "jens"', true],
  ['externalId eq "ext-7"', false],
  ['externalId eq Ext-7', true],
  ['title eq "tour \\"guide\\""', true],
  ['name.familyName co "O\'Malley"', true],
  ['title pr', true],
  ['nickName pr', false],
  ['nickName eq null', true],
  ['nickName ne "x"', true],
  ['active eq true', true],
  ['active eq "True"', true],
  ['active eq false', false],
  ['emails co "home.example"', true],
  ['emails.value co "home.example"', true],
  ['emails[type eq "work" and value co "home"]', false],
  ['emails[type eq "work"].value eq "B@example.com"', true],
  ['emails.type eq "work" and emails.value co "home"', true],
  ['not (title pr)', false],
  ['title pr and not (nickName pr) or userName eq "x"', true],
  ['userName eq "x" or title pr and nickName pr', false],
  ['(userName eq "x" or title pr) and active eq true', true],
  ['meta.lastModified gt "2026-02-01T12:30:00+01:00"', true],
  ['meta.lastModified lt "2026-02-01T12:00:00Z"', false],
  ['meta.created ge "2026-01-01T00:00:00Z"', true],
  [`${enterpriseUser}:employeeNumber eq "701984"`, true],
  [`${enterpriseUser.toUpperCase()}:EMPLOYEENUMBER eq 701984`, true],
  ['id eq "u1"', true],
];

const refused: readonly string[] = [
  '',
  ' ',
  'userName',
  'userName eq',
  'userName eq "x',
  'userName eq "x" and',
  'userName eq "x" or or title pr',
  'userName eq "x" title pr',
  'userName is "x"',
  'eq "x"',
  '"x" eq userName',
  'userName eq (x)',
  'userName co x',
  'shoeSize eq "x"',
  'password eq "x"',
  'name eq "x"',
  'name.shoeSize eq "x"',
  'not title pr',
  'not (title pr',
  '(title pr))',
  'emails[type eq "work"',
  'emails[]',
  'emails[shoeSize pr]',
  'emails[type eq "work"].shoeSize eq "x"',
  'title[value eq "x"]',
  'active gt true',
  'active eq 1',
  'meta.created gt "yesterday"',
  'meta.created gt 5',
  'title gt null',
  'title eq "\\ud800"',
  'title eq "\\x"',
  `${'('.repeat(50)}title pr${')'.repeat(50)}`,
  `title eq "${'x'.repeat(5000)}"`,
];

describe('a filter', () => {
  for (const [filter, answer] of answers)
    it(`${answer ? 'finds' : 'does not find'} by ${filter}`, () => {
      expect(matches(parseFilter(userType, filter), resource)).toBe(answer);
    });

  for (const filter of refused)
    it(`is refused when it is ${JSON.stringify(filter.slice(0, 50))}`, () => {
      expect(() => parseFilter(userType, filter)).toThrow(
        expect.objectContaining({ status: 400, scimType: 'invalidFilter' }),
      );
    });

  it('is answered from a row or refused, never with an empty list because it was not understood', () => {
    const found = (filter: string) => lookupsOf(parseFilter(userType, filter));
    expect(found('userName eq "A" and title pr')).toEqual([{ by: 'userName', value: 'a' }]);
    expect(found('title pr and externalId eq "A"')).toEqual([{ by: 'externalId', value: 'A' }]);
    expect(found('id eq "a" or userName eq "B"')).toEqual([
      { by: 'id', value: 'a' },
      { by: 'userName', value: 'b' },
    ]);
    expect(found('emails[type eq "work"].value eq "A@x"')).toEqual([{ by: 'email', value: 'a@x' }]);
    expect(found('emails[type eq "work" and value eq "A@x"]')).toEqual([{ by: 'email', value: 'a@x' }]);
    expect(found('emails eq "A@x"')).toEqual([{ by: 'email', value: 'a@x' }]);
    for (const filter of [
      'title pr',
      'userName co "a"',
      'id eq "a" or title pr',
      'not (id eq "a")',
      'userName eq null',
    ])
      expect(() => found(filter)).toThrow(ScimFault);
  });
});

describe('whatever a client sends as a filter', () => {
  const piece = fc.constantFrom(
    'userName',
    'emails',
    'meta.created',
    'active',
    'eq',
    'pr',
    'and',
    'or',
    'not',
    '(',
    ')',
    '[',
    ']',
    '"x"',
    '"',
    'null',
    'true',
    '7',
    '.value',
    '\\',
    '__proto__',
    'constructor',
    coreUser,
    ':',
    ' ',
  );
  const filter = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(' ')),
    fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join('')),
  );

  it('it is parsed and answered, or refused in the protocol’s words', () => {
    fc.assert(
      fc.property(filter, (text) => {
        try {
          expect(typeof matches(parseFilter(userType, text), resource)).toBe('boolean');
        } catch (error) {
          expect(error).toBeInstanceOf(ScimFault);
          expect((error as ScimFault).scimType).toBe('invalidFilter');
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('every text value finds exactly itself, whatever characters it has', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        (stored, asked) => {
          const holder = { ...resource, externalId: stored };
          const answer = matches(parseFilter(userType, `externalId eq ${JSON.stringify(asked)}`), holder);
          expect(answer).toBe(stored === asked);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
