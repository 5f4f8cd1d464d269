import { expect, it } from 'vitest';
import { diskFull } from './disk-full.ts';

it('a full disk is told in one sentence, and when there is space again nothing that was acknowledged is lost', async (context) => {
  const { faults, figures, notRun } = await diskFull();
  if (notRun !== undefined) context.skip(notRun);
  console.info(JSON.stringify(figures));
  expect(faults).toEqual([]);
}, 240_000);
