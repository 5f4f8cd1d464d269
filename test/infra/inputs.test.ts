// A deploy is told at most two things here, and a wrong one is a sentence with its bound.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readInputs } from '../../infra/cloud/inputs.ts';

const root = join(import.meta.dirname, '../..');

function inputs(context: { readonly [name: string]: unknown } = {}, environment = {}) {
  return readInputs({ context: (name) => context[name], environment, root });
}

describe('the inputs of a deploy', () => {
  it('have defaults, so that a synth needs none', () => {
    expect(inputs().lock).toEqual({ mode: 'compliance', years: 1 });
    expect(inputs()).toMatchObject({ stage: 'main', settings: { tenant: 'company', sources: {}, targets: {} } });
  });

  it('come from the command line before the environment', () => {
    expect(inputs({ stage: 'trial' }, { FRONTDESK_STAGE: 'other' }).stage).toBe('trial');
    expect(inputs({}, { FRONTDESK_STAGE: 'other' }).stage).toBe('other');
    expect(inputs({ lock: 'governance:7' }).lock).toEqual({ mode: 'governance', years: 7 });
    expect(inputs({}, { FRONTDESK_LOCK: 'compliance:10' }).lock).toEqual({ mode: 'compliance', years: 10 });
  });

  it.each([
    [{ stage: 'Production' }, /^stage "Production" is no name of a stage: give 1 to 16 lower-case letters/],
    [{ stage: 'a-stage-name-too-long' }, /1 to 16/],
    [{ alarms: 'maybe' }, /^alarms "maybe" is neither on nor off$/],
    [{ lock: 'off' }, /^lock "off" is no lock of sealed heads: give compliance or governance, a colon, and 1 to 10/],
    [{ lock: 'compliance:100' }, /1 to 10 years$/],
    [{ lock: 'compliance' }, /^lock "compliance" is no lock/],
    [{ settings: 'settings.txt' }, /^settings "settings.txt" is no YAML file/],
    [{ settings: 'nowhere.yaml' }, /nowhere.yaml cannot be used:\n {2}it cannot be read/],
    [{ settings: join(root, 'frontdesk.yaml') }, /\$\{BAMBOOHR_URL\} is not set/],
  ])('%j is refused in a sentence', (context, sentence) => {
    expect(() => inputs(context)).toThrow(sentence);
  });
});
