// Laws of the credentials: which values are live at each moment of a rotation.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { SecretKeeper, Secrets } from '../../shared/ports/secrets.ts';
import type { Law } from './law.ts';

export interface SecretsSubject {
  readonly secrets: Secrets;
  readonly keeper: SecretKeeper;
  /** Creates a secret with its first value. */
  readonly create: (name: string, value: string) => Promise<void>;
  /** Makes a pending value beside the current one, as the first step of a rotation does. */
  readonly prepare: (name: string, value: string) => Promise<void>;
  /** Makes the pending value the current one; the former current one lives on for the overlap. */
  readonly promote: (name: string) => Promise<void>;
  /** Lets the overlap, and whatever is cached, pass. */
  readonly passOverlap: () => Promise<void>;
  /** Lets whatever is cached pass. */
  readonly passCache: () => Promise<void>;
}

function freshName(): string {
  return `law-${randomUUID()}`;
}

const readingLaws: readonly Law<SecretsSubject>[] = [
  {
    title: 'a secret has one live value until it is rotated',
    async check({ secrets, create }) {
      const name = freshName();
      await create(name, 'first "é"');
      assert.deepEqual(await secrets.live(name), ['first "é"']);
    },
  },
  {
    title: 'a secret that does not exist is an error that does not name a value',
    async check({ secrets }) {
      await assert.rejects(secrets.live(freshName()), Error);
    },
  },
  {
    title: 'during a rotation both values are live, the newest first',
    async check({ secrets, create, prepare, promote, passCache }) {
      const name = freshName();
      await create(name, 'one');
      await prepare(name, 'two');
      await passCache();
      assert.deepEqual(await secrets.live(name), ['two', 'one']);
      await promote(name);
      await passCache();
      assert.deepEqual(await secrets.live(name), ['two', 'one']);
    },
  },
  {
    title: 'after the overlap the old value is dead',
    async check({ secrets, create, prepare, promote, passOverlap }) {
      const name = freshName();
      await create(name, 'one');
      await prepare(name, 'two');
      await promote(name);
      await passOverlap();
      assert.deepEqual(await secrets.live(name), ['two']);
    },
  },
  {
    title: 'after three rotations only the newest value is live',
    async check({ secrets, create, prepare, promote, passOverlap }) {
      const name = freshName();
      await create(name, 'v0');
      for (const value of ['v1', 'v2', 'v3']) {
        await prepare(name, value);
        await promote(name);
      }
      await passOverlap();
      assert.deepEqual(await secrets.live(name), ['v3']);
    },
  },
];

/** Two values of one secret: the second is promoted by the keeper. */
async function rotated({ create, keeper }: SecretsSubject) {
  const [name, id] = [freshName(), randomUUID()];
  await create(name, 'one');
  const old = (await keeper.versions(name))?.current.id ?? '';
  await keeper.prepare(name, { id, value: 'two' });
  await keeper.promote(name, id);
  return { name, id, old };
}

const keepingLaws: readonly Law<SecretsSubject>[] = [
  {
    title: 'what is shown to others begins with the current value, before and after the switch',
    async check({ secrets, keeper, create, passCache }) {
      const [name, id] = [freshName(), randomUUID()];
      await create(name, 'one');
      await keeper.prepare(name, { id, value: 'two' });
      await passCache();
      assert.deepEqual(await secrets.shown(name), ['one', 'two']);
      await keeper.promote(name, id);
      await passCache();
      assert.deepEqual(await secrets.shown(name), ['two', 'one']);
    },
  },
  {
    title: 'a version that is made twice keeps its first value',
    async check({ keeper, create }) {
      const [name, id] = [freshName(), randomUUID()];
      await create(name, 'one');
      assert.equal(await keeper.prepare(name, { id, value: 'two' }), 'two');
      assert.equal(await keeper.prepare(name, { id, value: 'three' }), 'two');
      assert.equal(await keeper.value(name, id), 'two');
      assert.equal((await keeper.versions(name))?.pending?.id, id);
    },
  },
  {
    title: 'a value that a rotation replaced is live until it is retired, however long that takes',
    async check(subject) {
      const { secrets, keeper, passOverlap, passCache } = subject;
      const { name, id, old } = await rotated(subject);
      await keeper.promote(name, id);
      await passOverlap();
      assert.deepEqual(await secrets.live(name), ['two', 'one']);
      assert.deepEqual(
        [await keeper.versions(name)].map((found) => [found?.current.id, found?.pending?.id, found?.previous?.id]),
        [[id, undefined, old]],
      );
      await keeper.retire(name, old);
      await keeper.retire(name, old);
      await passCache();
      assert.deepEqual(await secrets.live(name), ['two']);
    },
  },
  {
    title: 'a pending value that is given up is live no longer, and the current one stays',
    async check({ secrets, keeper, create, passCache }) {
      const [name, id] = [freshName(), randomUUID()];
      await create(name, 'one');
      await keeper.prepare(name, { id, value: 'two' });
      await keeper.retire(name, id);
      await passCache();
      assert.deepEqual(await secrets.live(name), ['one']);
    },
  },
  {
    title: 'the current version is never retired',
    async check(subject) {
      const { name, id } = await rotated(subject);
      await assert.rejects(subject.keeper.retire(name, id));
      assert.equal((await subject.keeper.versions(name))?.current.id, id);
    },
  },
  {
    title: 'each live value is known by its version, and no other value is',
    async check(subject) {
      const { name, id, old } = await rotated(subject);
      await subject.passCache();
      const known = ['two', 'one', 'three'].map((value) => subject.secrets.versionOf(name, value));
      assert.deepEqual(await Promise.all(known), [id, old, undefined]);
    },
  },
  {
    title: 'a secret that does not exist has no versions',
    async check({ keeper }) {
      assert.equal(await keeper.versions(freshName()), undefined);
    },
  },
];

export const secretsLaws: readonly Law<SecretsSubject>[] = [...readingLaws, ...keepingLaws];
