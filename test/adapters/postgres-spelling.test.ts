// The pure parts of the PostgreSQL adapter: spelling, statements, and the form of a stored password.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roleName } from '../../shared/adapters/postgres/mapping.ts';
import type { Role } from '../../shared/adapters/postgres/roles.ts';
import { scramVerifier } from '../../shared/adapters/postgres/scram.ts';
import { changeRole, createRole, suspendRole } from '../../shared/adapters/postgres/statements.ts';

const digest = { sha256: (text: string) => createHash('sha256').update(text).digest('hex') };
const ada: Role = {
  oid: '16400',
  name: 'ada',
  canLogin: true,
  attributes: [],
  comment: 'frontdesk:hr-1',
  groups: ['reporting'],
  sessions: 0,
};
const wish = { person: 'hr-1', name: 'ada', grant: ['reporting'], revoke: ['support_rw'] };

test('a role name is a fixed point, fits into 63 bytes and holds no character that needs thought', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (userName) => {
      const name = roleName(userName, digest);
      expect(roleName(name, digest)).toBe(name);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
      expect(name).toMatch(/^[a-z0-9_.@-]*$/);
    }),
  );
});

test('two long names that differ at the end only stay two', () => {
  const start = 'a'.repeat(80);
  expect(roleName(`${start}1`, digest)).not.toBe(roleName(`${start}2`, digest));
});

test('an account that is as wished needs no statement', () => {
  expect(changeRole(ada, wish)).toEqual([]);
  expect(suspendRole({ ...ada, canLogin: false }, ['support_rw'])).toEqual([]);
});

test('a rename comes first and what is revoked goes before what is granted', () => {
  const move = { ...wish, name: 'ada.king', grant: ['support_rw'], revoke: ['reporting'] };
  expect(changeRole({ ...ada, canLogin: false }, move)).toEqual([
    'ALTER ROLE "ada" RENAME TO "ada.king"',
    'REVOKE "reporting" FROM "ada.king"',
    'ALTER ROLE "ada.king" LOGIN',
    'GRANT "support_rw" TO "ada.king" WITH INHERIT TRUE, SET TRUE',
  ]);
});

test('names and marks are quoted by the driver', () => {
  expect(createRole({ person: "o'neill", name: 'a"b', grant: ['x"y'], revoke: [] })).toEqual([
    'CREATE ROLE "a""b" LOGIN PASSWORD NULL',
    `COMMENT ON ROLE "a""b" IS 'frontdesk:o''neill'`,
    'GRANT "x""y" TO "a""b" WITH INHERIT TRUE, SET TRUE',
  ]);
});

test('a stored password has the form of RFC 5803 and depends on the salt', () => {
  const salt = Buffer.from('0123456789abcdef');
  const verifier = scramVerifier('pencil', salt);
  expect(verifier).toMatch(/^SCRAM-SHA-256\$4096:MDEyMzQ1Njc4OWFiY2RlZg==\$[\w+/]{43}=:[\w+/]{43}=$/);
  expect(scramVerifier('pencil', salt)).toBe(verifier);
  expect(scramVerifier('pencil')).not.toBe(verifier);
});
