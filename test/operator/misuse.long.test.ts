// Wrong use of the command line is answered in one sentence, never with a stack trace.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder, frontdesk } from './command.ts';

const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe('a check of the audit log', () => {
  it('says that the given key is none', async () => {
    const words = ['audit', 'check', file('a.jsonl', '{}\n'), '--key', file('key.txt', 'no key')];
    const { code, err } = await frontdesk(words);
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(/^frontdesk: .*key.txt holds no public key in PEM form .*\n$/),
    });
  });

  it('says that a folder cannot be read', async () => {
    const { code, err } = await frontdesk(['audit', 'check', folder]);
    expect({ code, err }).toEqual({ code: 1, err: `frontdesk: ${folder} cannot be read\n` });
  });
});

describe('an export of the audit log', () => {
  it('ends quietly when its reader has read enough', async () => {
    const { code, err } = await frontdesk(
      ['audit', 'export'],
      { 'GET audit': { json: 'x'.repeat(3_000_000) } },
      { hangsUp: true },
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });
});

describe('a time to watch a trial', () => {
  it.each(['0m', '99999d', '31d', 'soon'])('that is %s is refused by its option, with what it may be', async (time) => {
    const { code, err } = await frontdesk(['policy', 'publish', '--percent', '5', '--watch', time]);
    expect(code).toBe(1);
    expect(err).toContain("--watch <time>' argument");
    expect(err).toContain('from 1m to 30d');
  });
});
