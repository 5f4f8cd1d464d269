// Backup and restore as docs/deploy.md tells it. `npm run rehearse` tells the same story.
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Field } from './field.ts';
import { aField, clear } from './stage.ts';
import { story } from './story.ts';

describe('a laptop company that is lost and restored', () => {
  let field: Field;
  beforeAll(async () => {
    field = await aField();
  });
  afterAll(() => clear(field));

  let isBroken = false;
  for (const { says, run } of story)
    it(says, async () => {
      if (isBroken) throw new Error('a step before this one failed');
      isBroken = true;
      await run(field);
      isBroken = false;
    }, 300_000);
});
