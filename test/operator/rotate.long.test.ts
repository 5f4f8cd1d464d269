// The command `rotate` as it is typed: what does not go together is said, and an empty file makes no value.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { valueFor } from '../../operator/new-value.ts';
import { folder, frontdesk } from './command.ts';

const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('rotate', () => {
  it.each([
    [['--now'], 'which secret?'],
    [['--list', 'targets/app'], 'leave out the name'],
    [['targets/app', '--list', '--now'], 'cannot be used with'],
    [['targets/app', '--cancel', '--now'], 'cannot be used with'],
    [['targets/app', '--value-from', file('empty.txt', '\n')], 'empty.txt is empty'],
  ])('%j is refused before anything is asked', async (words, why) => {
    const answers = { 'GET secrets': { json: [] }, 'POST rotate?secret=targets%2Fapp': { json: {} } };
    const { code, out, err } = await frontdesk(['rotate', ...words], answers);
    expect({ code, out, err }).toEqual({ code: 1, out: '', err: expect.stringContaining(why) });
  });
});

describe("the laptop's own file of operators", () => {
  const tokens = { alpha: 'alpha-token-0123456789', bravo: 'bravo-token-0123456789' };
  const digests = Object.entries(tokens).map(([name, token]) => ({ name, sha256: sha256(token) }));

  it('is sent as digests, and no token leaves the computer', () => {
    const kept = file('operators.json', JSON.stringify(tokens, undefined, 2));
    expect(JSON.parse(valueFor('operators', kept))).toEqual(digests);
    expect(valueFor('frontdesk/operators', kept)).not.toContain(tokens.alpha);
  });

  it('says which of them only read, and so does the list', () => {
    const kept = file(
      'reading.json',
      JSON.stringify({ ...tokens, ci: { token: 'ci-token-0123456789', role: 'read' } }),
    );
    const ci = { name: 'ci', sha256: sha256('ci-token-0123456789'), role: 'read' };
    expect(JSON.parse(valueFor('operators', kept))).toEqual([...digests, ci]);
  });

  it.each([
    ['spells a role wrong', { ...tokens, ci: { token: 'ci-token-0123456789', role: 'reed' } }],
    ['holds a token that is too short', { ...tokens, ci: 'short' }],
  ])('that %s is sent nowhere, tokens and all', (_, given) => {
    expect(() => valueFor('operators', file('wrong.json', JSON.stringify(given)))).toThrow('nothing was sent');
  });

  it('is not looked into for another secret, and a list of digests stays as it is', () => {
    const list = JSON.stringify(digests, undefined, 2);
    expect(valueFor('operators', file('list.json', list))).toBe(list);
    expect(valueFor('targets/wiki', file('token.json', JSON.stringify(tokens)))).toBe(JSON.stringify(tokens));
  });
});
