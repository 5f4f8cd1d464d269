// An update and the way back on one data folder, as docs/deploy.md, "Roll back", says.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LAYOUT } from '../../infra/local/data-folder.ts';
import { refusal } from '../e2e/start-process.ts';
import { BUILD_BEFORE, backAndForth, buildOf } from './rollback.ts';
import { aField, clear } from './stage.ts';

describe('a roll back', () => {
  it('of the code and forward again, with work in flight each time, loses nothing and doubles nobody', async (context) => {
    const before = buildOf(BUILD_BEFORE);
    if (!before) return context.skip('not applicable: this clone has no history');
    const field = await aField();
    try {
      expect(await backAndForth(field, before)).toMatch(/^24 people, .* heads check$/);
    } finally {
      await clear(field);
      before.remove();
    }
  }, 300_000);

  it('over a change of the layout is refused in a sentence that leads forward, and changes nothing', async () => {
    const data = mkdtempSync(join(tmpdir(), 'newer-'));
    const layout = String(Number(LAYOUT) + 1);
    writeFileSync(join(data, 'layout'), layout);
    const { code, words } = await refusal({ data, port: 24_600 });
    expect({ code, words }).toEqual({
      code: 1,
      words: `frontdesk: ${data} was written by a newer version (layout ${layout}, this one reads ${LAYOUT}); nothing was changed: start that version again, or restore a backup that this one took into another --data folder\n`,
    });
    expect(readdirSync(data)).toEqual(['layout']);
    rmSync(data, { recursive: true });
  });
});
