// What others wrote is shown on the terminal, and never obeyed by it.
import { describe, expect, it } from 'vitest';
import { facts, plain, plainLines, table } from '../../operator/print.ts';
import { personText } from '../../operator/reports.ts';

describe('a text from a source', () => {
  it.each([
    ['\x1b[2J\x1b[31mRED', '\\u{1b}[2J\\u{1b}[31mRED'],
    ['\x9b31mRED', '\\u{9b}31mRED'],
    ['abc\u202edcba', 'abc\\u{202e}dcba'],
    ['a\u2066b\u200fc\u{e0041}', 'a\\u{2066}b\\u{200f}c\\u{e0041}'],
    ['one\r\ntwo\tthree\u2028four', 'one\\u{d}\\u{a}two\\u{9}three\\u{2028}four'],
    ['Žofie Łącka 山田 😀', 'Žofie Łącka 山田 😀'],
  ])('%j is shown as %s', (text, shown) => {
    expect(plain(text)).toBe(shown);
    expect(facts([['name', text]])).toBe(`name  ${shown}`);
    expect(table(['name'], [[text]]).split('\n')[1]).toBe(shown);
  });

  it('makes no line of its own, and our own lines stay', () => {
    expect(table(['name'], [['x\nadmin']]).split('\n')).toHaveLength(2);
    expect(plainLines('one\ntwo\x07')).toBe('one\ntwo\\u{7}');
  });

  it('reaches nobody through the name of a person', () => {
    const text = personText({
      person: 'hr-1',
      status: 'active',
      revision: 1,
      policy: 'p',
      attributes: { userName: '\x1b[2J\x1b[31mRED' },
      targets: [],
      log: [],
    });
    expect(text).toContain('\\u{1b}[2J');
    expect(text).not.toMatch(/[^\P{C}\n]/u);
  });
});
