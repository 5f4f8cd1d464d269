// Profiles fit what a target takes: characters, length, a number where another one has the name, and flags.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitted } from '../../../shared/core/policy/characters.ts';
import { isInCohort } from '../../../shared/core/policy/cohort.ts';
import { profileOf, valueFor } from '../../../shared/core/policy/profile.ts';
import { Mapping } from '../../../shared/model/policy/mapping.ts';

const small = 'a-z0-9._-';
const mara = { givenName: 'Mära', familyName: 'O’Løvstad', userName: 'mara', email: 'mara@example.com' };

describe('characters that a target takes', () => {
  it.each([
    ['Mära O’Løvstad', small, 'maraolovstad'],
    ['Straße 5', small, 'strasse5'],
    ['ŁUKASZ', 'A-Za-z', 'LUKASZ'],
    ['Ægir', 'A-Za-z', 'Aegir'],
    ['ÆGIR', small, 'aegir'],
    ['名前', small, ''],
    ['a-b', 'a-b', 'ab'],
    ['x y', 'a-z ', 'x y'],
    ['½', '0-9', '12'],
    ['Straße', 'A-Za-z', 'Strasse'],
    ['œuvre đonðþorı', small, 'oeuvredondthori'],
    ['o´brien', 'a-z ', 'obrien'],
    ['Straße 5b', 'A-Z0-9', 'STRASSE5B'],
  ])('"%s" in %s is "%s"', (text, characters, expected) => {
    expect(fitted(text, characters)).toBe(expected);
  });

  it('are the only ones left, and what fits stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const once = fitted(text, small);
        expect(once).toMatch(/^[a-z0-9._-]*$/);
        expect(fitted(once, small)).toBe(once);
      }),
    );
  });
});

describe('a profile field', () => {
  it('is cut to what the target takes, counted in whole characters', () => {
    expect(valueFor({ template: '{n}', maxLength: 3 }, { n: 'ab😀d' }, 1)).toBe('ab😀');
  });

  it('gets its number before the @, within the length', () => {
    expect(valueFor({ template: '{email}', unique: true }, mara, 2)).toBe('mara2@example.com');
    expect(valueFor({ template: '{userName}', maxLength: 4 }, mara, 12)).toBe('ma12');
    expect(valueFor({ template: '@{userName}', unique: true }, mara, 2)).toBe('2@mara');
  });

  it('keeps the domain of a unique address, and cuts what stands before it', () => {
    const own = { template: '{email}', unique: true };
    expect(valueFor({ ...own, maxLength: 14 }, mara, 1)).toBe('ma@example.com');
    expect(valueFor({ ...own, maxLength: 14 }, mara, 2)).toBe('m2@example.com');
    expect(valueFor({ template: '{email}', maxLength: 6 }, mara, 1)).toBe('mara@e');
    expect(valueFor({ template: '{email}' }, mara, 2)).toBe('mara2@example.com');
    expect(valueFor({ ...own, maxLength: 4 }, { email: 'ab@😀' }, 1)).toBe('ab@😀');
  });

  it('is left out rather than too long, without its name or in characters that the target does not take', () => {
    expect(valueFor({ template: '{email}', unique: true, maxLength: 13 }, mara, 2)).toBeUndefined();
    expect(valueFor({ template: '{email}', unique: true, maxLength: 12 }, mara, 1)).toBeUndefined();
    expect(valueFor({ template: '{userName}', maxLength: 1 }, mara, 2)).toBeUndefined();
    expect(valueFor({ template: '{userName}', maxLength: 3 }, mara, 10)).toBe('m10');
    expect(valueFor({ template: '{userName}', characters: 'a-z' }, mara, 2)).toBeUndefined();
    expect(valueFor({ template: '{userName}', characters: 'a-z1' }, mara, 11)).toBe('mara11');
    expect(valueFor({ template: '{userName}', characters: 'a-z1' }, mara, 12)).toBeUndefined();
  });

  it('with a number is never longer, never in other characters, and never that of another number', () => {
    const name = fc.stringMatching(/^[a-zé.@]{1,12}$/);
    const shape = fc.record({
      maxLength: fc.option(fc.integer({ min: 1, max: 14 }), { nil: undefined }),
      characters: fc.option(fc.constantFrom('a-z0-9', 'a-z0-9@.', 'a-z', 'a-z2'), { nil: undefined }),
      unique: fc.boolean(),
    });
    fc.assert(
      fc.property(name, shape, (userName, of) => {
        const values = Array.from({ length: 99 }, (_, at) =>
          valueFor({ template: '{userName}', ...of }, { userName }, at + 1),
        );
        const got = values.filter((value) => value !== undefined);
        expect(new Set(got).size).toBe(got.length);
        for (const value of got) {
          expect([...value].length).toBeLessThanOrEqual(of.maxLength ?? 100);
          if (of.characters !== undefined) expect(fitted(value, of.characters)).toBe(value);
        }
      }),
    );
  });

  it('is left out where an attribute is missing or nothing of it is left', () => {
    const mapping = Mapping.parse({
      userName: '{userName}',
      title: '{title}',
      local: { template: '{title}x', characters: small },
      kanji: { template: '名', characters: small },
    });
    expect(profileOf(mapping, { attributes: mara, isOn: () => false })).toStrictEqual({ userName: 'mara' });
  });

  it('stands in the order of the names, however the mapping is written', () => {
    const mapping = Mapping.parse({ givenName: '{givenName}', userName: '{userName}', email: '{email}' });
    const profile = profileOf(mapping, { attributes: mara, isOn: () => false });
    expect(Object.keys(profile)).toEqual(['email', 'givenName', 'userName']);
  });

  it('is the first alternative whose flag is on', () => {
    const mapping = Mapping.parse({
      userName: [
        { flag: 'long-names', template: '{givenName}.{familyName}', characters: small },
        { template: '{userName}' },
      ],
    });
    expect(profileOf(mapping, { attributes: mara, isOn: () => true })).toEqual({ userName: 'mara.olovstad' });
    expect(profileOf(mapping, { attributes: mara, isOn: () => false })).toEqual({ userName: 'mara' });
  });

  it('takes the number of its own name', () => {
    const mapping = Mapping.parse({ userName: { template: '{userName}', unique: true }, nick: '{userName}' });
    const numbers = { userName: 3 };
    expect(profileOf(mapping, { attributes: mara, isOn: () => false, numbers })).toEqual({
      nick: 'mara',
      userName: 'mara3',
    });
  });
});

describe('a cohort', () => {
  const people = Array.from({ length: 10_000 }, (_, at) => `hr-${at}`);
  const share = (percent: number, name = 'pilots') =>
    people.filter((person) => isInCohort({ name, cohort: { percent } }, person, () => true));

  it('has about its share of the people, and a larger share has everybody of a smaller one', () => {
    expect(share(0)).toEqual([]);
    expect(share(100)).toHaveLength(10_000);
    const five = share(5);
    expect(five.length).toBeGreaterThan(400);
    expect(five.length).toBeLessThan(600);
    const ten = new Set(share(10));
    expect(five.filter((person) => !ten.has(person))).toEqual([]);
  });

  it('begins with whoever stands first in its order, at the smallest share that there is', () => {
    const isIn = (percent: number) => isInCohort({ name: 'pilots', cohort: { percent } }, 'hr-29864', () => true);
    expect(isIn(0)).toBe(false);
    expect(isIn(0.01)).toBe(true);
  });

  it('of another name has other people', () => {
    const same = new Set(share(10, 'early'));
    expect(share(10).filter((person) => same.has(person)).length).toBeLessThan(250);
  });

  it('asks its condition too', () => {
    const cohort = { percent: 100, when: { attributes: { site: 'Oslo' } } };
    expect(isInCohort({ name: 'oslo', cohort }, 'hr-1', () => false)).toBe(false);
    expect(isInCohort({ name: 'oslo', cohort }, 'hr-1', () => true)).toBe(true);
    expect(isInCohort({ name: 'oslo', cohort: { when: cohort.when } }, 'hr-1', () => true)).toBe(true);
    const never = () => {
      throw new Error('asked');
    };
    expect(isInCohort({ name: 'all', cohort: { percent: 100 } }, 'hr-1', never)).toBe(true);
  });
});
