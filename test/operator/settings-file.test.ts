// frontdesk.yaml: what is wrong in it is refused before anything starts, with its line.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readSettings } from '../../operator/settings-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'frontdesk-settings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Parts {
  readonly owns?: string;
  readonly more?: string;
  readonly people?: string;
  readonly shares?: string;
  readonly protect?: string;
  readonly secret?: string;
}

function read({
  owns = '[email]',
  more = '[title]',
  people = 'hr',
  shares = '[]',
  protect = '{}',
  secret = 'other',
}: Parts) {
  const file = join(folder, 'frontdesk.yaml');
  const text = `tenant: acme
sources:
  hr:
    { vendor: bamboohr, people: hr, owns: ${owns}, shares: ${shares === '[]' ? '[]' : '[badge]'} }
  badge:
    { vendor: standard-webhooks, people: ${people}, owns: ${more}, shares: ${shares} }
targets:
  app: { adapter: scim, secret: s }
  wiki: { adapter: scim, secret: ${secret} }
protected: ${protect}
`;
  writeFileSync(file, text);
  return readSettings(file, {});
}

test('two sources of the same people own different attributes', () => {
  expect(Object.keys(read({}).sources)).toEqual(['hr', 'badge']);
  expect(() => read({ more: '[title, email]' })).toThrow(/line 6.*owns "email" of "hr" as source "hr" does/s);
});

test.each([
  ['the one', { owns: "['*']" }],
  ['the other', { more: "['*']" }],
  ['both', { owns: "['*']", more: "['*']" }],
])('everything is owned by one source alone, whether %s claims it', (_, parts) => {
  expect(() => read(parts)).toThrow(/owns .* as source "hr" does/);
});

test('sources that state the same truth, or speak of other people, may own the same', () => {
  expect(read({ owns: "['*']", more: "['*']", shares: '[hr]' }).tenant).toBe('acme');
  expect(read({ owns: "['*']", more: "['*']", people: 'idp' }).tenant).toBe('acme');
});

test('an account is protected at a target that there is, or the settings are refused', () => {
  expect(read({ protect: '{ app: [root] }' }).protected).toEqual({ app: ['root'] });
  expect(() => read({ protect: '{ ap: [root] }' })).toThrow(/line 10.*there is no target "ap".*targets: app/s);
});

test.each([
  ['s', /line 9: targets.wiki.secret: is the name of targets.app.secret already/],
  ['frontdesk/operators', /line 9: targets.wiki.secret: is the name of the operators' list already/],
  ['audit-key', /is the name of the audit log's key already/],
])('a secret belongs to one place, and "%s" has its own already', (secret, why) => {
  expect(() => read({ secret })).toThrow(why);
});

test('a placeholder without a value is named', () => {
  expect(() => read({ owns: '[$' + '{WHO}]' })).toThrow(/\$\{WHO\} is not set/);
});
