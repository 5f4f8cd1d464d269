// Laws of the credentials: which values are live at each moment of a rotation.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Secrets } from '../../shared/ports/secrets.ts';
import type { Law } from './law.ts';

export interface SecretsSubject {
  readonly secrets: Secrets;
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

export const secretsLaws: readonly Law<SecretsSubject>[] = [
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
