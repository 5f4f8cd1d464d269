// People on a list: their values by number, each looked at once.
import { describe, expect, it } from 'vitest';
import { entitledAmong, entitledTo } from '../../../shared/core/policy/entitled.ts';
import { listedOf } from '../../../shared/core/policy/listed.ts';
import type { Subject } from '../../../shared/core/policy/subject.ts';
import { aPolicy } from '../../builders/a-person.ts';

const NOON = Date.parse('2026-06-15T12:00:00Z');
const sites = ['Oslo', 'Bergen', undefined, 'Oslo', 'Bergen', 'Tromsø'];
const people = sites.map(
  (site, at): Subject => ({
    person: `hr-${at}`,
    status: at === 4 ? 'left' : 'active',
    attributes: { userName: 'x', ...(site && { site }) },
  }),
);

describe('people on a list', () => {
  it('have each different value once, numbered as they come, and 0 for none', () => {
    const { values, numbers } = listedOf(people).valuesOf('site');
    expect(values).toEqual([undefined, 'Oslo', 'Bergen', 'Tromsø']);
    expect([...numbers]).toEqual([1, 2, 0, 1, 2, 3]);
  });

  it('have no value of what every object has', () => {
    expect(listedOf(people).valuesOf('constructor').values).toEqual([undefined]);
  });

  it('are looked at once for each attribute', () => {
    const listed = listedOf(people);
    expect(listed.valuesOf('site')).toBe(listed.valuesOf('site'));
    expect(listed.valuesOf('site')).not.toBe(listed.valuesOf('userName'));
  });

  it('are entitled to what they are one by one, the very same values', () => {
    const policy = aPolicy();
    const among = entitledAmong(policy, listedOf(people), NOON);
    expect([...listedOf(people).entitled]).toEqual([1, 1, 1, 1, 0, 1]);
    for (const [position, subject] of people.entries()) expect(among(position)).toBe(entitledTo(policy, subject, NOON));
    const { targets, withheld, reasons } = among(4);
    expect([targets, withheld, reasons()]).toEqual([[], [], []]);
    expect(Object.isFrozen(targets) && Object.isFrozen(withheld) && Object.isFrozen(among(4))).toBe(true);
  });
});
