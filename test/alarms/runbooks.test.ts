import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALARMS } from '../../infra/alarms.ts';
import { faultOfAws } from './aws-commands.ts';
import { commandsIn, everyCommand, faultOf } from './commands.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const pages = [...new Set(ALARMS.map(({ runbook }) => runbook))];
const program = await everyCommand();

describe.each(pages)('%s', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8');

  it('says what it means, where to look, how to mend it, what to do by hand, and when it is over', () => {
    expect([...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title)).toEqual([
      'Look',
      'Mend',
      'When nothing helps',
      'It is over when',
    ]);
    expect(text.split('\n')[0]).toBe(`# ${page.replace(/^.*\/|\.md$/g, '')}`);
    expect(text.split('\n').length).toBeLessThan(60);
  });

  it('names commands that exist, spelled as they can be run', () => {
    expect(commandsIn(text).length).toBeGreaterThan(0);
    const faults = commandsIn(text).map((line) => [line, faultIn(line)] as const);
    expect(faults.filter(([, fault]) => fault !== undefined)).toEqual([]);
  });
});

/** Of our command line, or of AWS's. */
function faultIn(line: string): string | undefined {
  return line.startsWith('aws ') ? faultOfAws(line) : faultOf(program, line);
}

/** Begun by somebody who noticed, not by an alarm. */
const CALLED = ['docs/runbooks/secret-leaked.md'];

it('every runbook belongs to an alarm, or to somebody who calls', () => {
  const files = readdirSync(join(ROOT, 'docs/runbooks')).map((name) => `docs/runbooks/${name}`);
  expect(files.sort()).toEqual([...pages, ...CALLED].sort());
});

describe('the check of commands', () => {
  it.each([
    ['npx frontdesk nonsense', 'is no command'],
    ['npx frontdesk window', 'is no command'],
    ['npx frontdesk redrive --persons hr-1', 'has no option --persons'],
    ['npx frontdesk window start --minutes 5', 'lacks --reason'],
    ['npx frontdesk person', 'takes 1 to 1 values, not 0'],
    ['npx frontdesk redrive hr-1', 'takes 0 to 0 values, not 1'],
  ])('finds what is wrong with "%s"', (line, fault) => {
    expect(faultOf(program, line)).toBe(fault);
  });

  it.each([
    ['aws sqs purge-queues --queue-url URL', 'is no command of sqs'],
    ['aws sqs purge-queue --queue URL', 'has no option --queue'],
    ['aws iam list-roles', 'asks iam, which no runbook needs'],
  ])('and with "%s"', (line, fault) => {
    expect(faultOfAws(line)).toBe(fault);
  });

  it.each([
    'npx frontdesk person hr-1042   # a remark',
    'npx frontdesk window start --minutes 5 --reason "an upgrade"',
  ])('takes "%s"', (line) => {
    expect(faultOf(program, line)).toBeUndefined();
  });
});
