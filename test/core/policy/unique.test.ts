// Fields that must be one person's alone: which ones a person has, and what the second of a name gets.
import { describe, expect, it } from 'vitest';
import type { Subject } from '../../../shared/core/policy/subject.ts';
import { hasUnique, uniqueFieldsOf } from '../../../shared/core/policy/unique.ts';
import { Policy, type WrittenPolicy } from '../../../shared/model/policy/policy.ts';

const NOON = Date.parse('2026-06-15T12:00:00Z');
const mara: Subject = { person: 'hr-1', status: 'active', attributes: { userName: 'mara', email: 'mara@example.com' } };
const own = (template: string) => ({ template, unique: true });
const plain = { userName: '{userName}' };

function aPolicyOf(mappings: WrittenPolicy['mappings'], percent = 100): Policy {
  const targets = Object.keys(mappings);
  const entitlements = Object.fromEntries(targets.filter((target) => target !== 'vault').map((target) => [target, []]));
  return Policy.parse({
    roles: { member: { owner: 'it', risk: 'low', description: 'Everybody', entitlements } },
    rules: [{ id: 'everybody', when: { attributes: {} }, roles: ['member'] }],
    mappings,
    flags: { names: { owner: 'it', description: 'Names anew', cohort: 'some' } },
    cohorts: { some: { percent } },
  });
}

const namesIn = (policy: Policy, subject = mara) => uniqueFieldsOf(policy, subject, NOON).map(({ name }) => name);

describe('whether names are looked after at all', () => {
  it.each<[string, WrittenPolicy['mappings'], boolean]>([
    ['templates alone', { app: plain }, false],
    ['a field with constraints that may be there twice', { app: { userName: { template: '{userName}' } } }, false],
    ['a unique field', { app: { ...plain, nick: own('{userName}') } }, true],
    ['a unique field of one target among others', { app: plain, wiki: { userName: own('{userName}') } }, true],
    ['one alternative that is unique', { app: { userName: [{ template: 'x' }, own('{userName}')] } }, true],
    ['alternatives that are not', { app: { userName: [{ template: 'x' }, { template: '{userName}' }] } }, false],
  ])('%s: %j is %s', (_, mappings, expected) => {
    expect(hasUnique(aPolicyOf(mappings))).toBe(expected);
  });
});

describe('the unique fields of a person', () => {
  it('are those of the accounts that they have, sorted by name', () => {
    const mappings = {
      wiki: { userName: own('{userName}') },
      app: { userName: own('{userName}'), email: own('{email}'), nick: own('{userName}'), title: '{title}' },
      vault: { userName: own('{userName}') },
    };
    expect(namesIn(aPolicyOf(mappings))).toEqual(['app.email', 'app.nick', 'app.userName', 'wiki.userName']);
    expect(namesIn(aPolicyOf(mappings), { ...mara, status: 'left' })).toEqual([]);
  });

  it('give the second person of a name a number', () => {
    const [email] = uniqueFieldsOf(aPolicyOf({ app: { ...plain, email: own('{email}') } }), mara, NOON);
    expect([1, 2, 3].map((number) => email?.nth(number))).toEqual([
      'mara@example.com',
      'mara2@example.com',
      'mara3@example.com',
    ]);
  });

  it('go by the alternative that holds for the person', () => {
    const userName = [{ ...own('{email}'), flag: 'names' }, { template: '{userName}' }];
    expect(namesIn(aPolicyOf({ app: { userName } }, 100))).toEqual(['app.userName']);
    expect(namesIn(aPolicyOf({ app: { userName } }, 0))).toEqual([]);
    expect(namesIn(aPolicyOf({ app: { ...plain, nick: [{ ...own('x'), flag: 'names' }] } }, 0))).toEqual([]);
  });
});
