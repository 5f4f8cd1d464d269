// Whom "send" is about: a wrong name is answered by name, and nobody else is made in their place.
import { describe, expect, it } from 'vitest';
import { subjectOf } from '../../infra/local/occasion-person.ts';
import { Settings } from '../../shared/model/settings.ts';

const source = (people: string) => ({ vendor: 'plain', people, owns: ['*'] });
const settings = Settings.parse({
  tenant: 'acme',
  sources: { bamboohr: source('hr'), okta: source('idp') },
  targets: {},
});

describe('a person named for a delivery', () => {
  it('is the id at the source behind the id space', () => {
    expect(subjectOf(settings, 'bamboohr', 'hr-7-a')).toEqual({ subject: '7-a' });
  });

  it.each([
    ['idp-1', '"idp-1" belongs to okta: add --source okta'],
    ['xx-1', '"xx-1" is nobody\'s id at bamboohr: its ids begin with "hr-"'],
    ['7', '"7" is nobody\'s id at bamboohr: its ids begin with "hr-"'],
  ])('%s is not made into somebody of the source', (person, why) => {
    expect(subjectOf(settings, 'bamboohr', person)).toEqual({ why });
  });

  it('of a source that is none is told which there are', () => {
    expect(subjectOf(settings, 'nope', 'hr-1')).toEqual({ why: 'there is no source "nope", only bamboohr, okta' });
  });
});
