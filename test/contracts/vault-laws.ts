// Laws of personal data at rest: one key an owner, and nothing left once the key is gone.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { KeyOwner, Vault } from '../../shared/ports/vault.ts';
import type { Law } from './law.ts';

export interface VaultSubject {
  readonly vault: Vault;
  /** A second process: another vault over the same keys, with nothing cached. */
  readonly other: Vault;
}

const tenant = 'acme';

function anOwner(): KeyOwner {
  return `person:${randomUUID()}`;
}

export const vaultLaws: readonly Law<VaultSubject>[] = [
  {
    title: 'what is sealed for an owner opens again, here and in another process',
    async check({ vault, other }) {
      const owner = anOwner();
      for (const text of ['Zoë Müller <zoe@example.com>', '', 'x'.repeat(100_000)]) {
        const sealed = await vault.seal(tenant, owner, text);
        assert.equal(await vault.open(tenant, owner, sealed), text);
        assert.equal(await other.open(tenant, owner, sealed), text);
      }
    },
  },
  {
    title: 'the sealed text is printable and shows nothing of the text',
    async check({ vault }) {
      const sealed = await vault.seal(tenant, anOwner(), 'canary-canary-canary');
      assert.match(sealed, /^[\x21-\x7e]+$/);
      const encodings = ['utf8', 'base64', 'base64url', 'hex'] as const;
      for (const encoding of encodings)
        assert.ok(!sealed.includes(Buffer.from('canary-ca').toString(encoding)), encoding);
    },
  },
  {
    title: 'the same text sealed twice looks different',
    async check({ vault }) {
      const owner = anOwner();
      assert.notEqual(await vault.seal(tenant, owner, 'same'), await vault.seal(tenant, owner, 'same'));
    },
  },
  {
    title: 'altered text does not open: every character counts',
    async check({ vault }) {
      const owner = anOwner();
      const sealed = await vault.seal(tenant, owner, 'pay 100');
      for (let at = 0; at < sealed.length; at++) {
        const other = sealed[at] === 'A' ? 'B' : 'A';
        const altered = `${sealed.slice(0, at)}${other}${sealed.slice(at + 1)}`;
        const opened = await vault.open(tenant, owner, altered).catch(() => 'refused');
        assert.ok(opened === 'refused' || opened === undefined, `character ${at} may be changed unseen`);
      }
      for (const altered of ['', sealed.slice(0, -2), `${sealed}AA`, 'hello'])
        await assert.rejects(vault.open(tenant, owner, altered));
    },
  },
  {
    title: 'one owner cannot open what was sealed for another, nor one tenant what is of another',
    async check({ vault }) {
      const [mine, theirs] = [anOwner(), anOwner()];
      const sealed = await vault.seal(tenant, mine, 'private');
      await vault.seal(tenant, theirs, 'own');
      await vault.seal('globex', mine, 'own');
      assert.equal(await vault.open(tenant, theirs, sealed).catch(() => undefined), undefined);
      assert.equal(await vault.open('globex', mine, sealed).catch(() => undefined), undefined);
    },
  },
  {
    title: 'after erasing, nothing of the owner opens anywhere, and other owners are untouched',
    async check({ vault, other }) {
      const [gone, stays] = [anOwner(), anOwner()];
      const [first, second] = [await vault.seal(tenant, gone, 'a'), await other.seal(tenant, gone, 'b')];
      const kept = await vault.seal(tenant, stays, 'c');
      await vault.erase(tenant, gone);
      for (const one of [vault, other])
        for (const sealed of [first, second]) assert.equal(await one.open(tenant, gone, sealed), undefined);
      assert.equal(await vault.open(tenant, stays, kept), 'c');
      await vault.erase(tenant, gone);
    },
  },
  {
    title: 'an owner who comes back after erasing gets a new key; the old texts stay closed',
    async check({ vault, other }) {
      const owner = anOwner();
      const old = await vault.seal(tenant, owner, 'old');
      await vault.erase(tenant, owner);
      const fresh = await vault.seal(tenant, owner, 'new');
      assert.equal(await other.open(tenant, owner, fresh), 'new');
      assert.equal(await vault.open(tenant, owner, old), undefined);
    },
  },
  {
    title: 'many who seal for a new owner at once share one key',
    async check({ vault, other }) {
      const owner = anOwner();
      const texts = Array.from({ length: 12 }, (_, n) => `text ${n}`);
      const sealed = await Promise.all(texts.map((text, n) => (n % 2 === 0 ? vault : other).seal(tenant, owner, text)));
      const opened = await Promise.all(sealed.map((one, n) => (n % 2 === 0 ? other : vault).open(tenant, owner, one)));
      assert.deepEqual(opened, texts);
    },
  },
];
