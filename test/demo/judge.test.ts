// The demo's judges are judged: each planted wrong must be seen.
import { describe, expect, test } from 'vitest';
import { compare, due, type Expected } from '../../infra/local/demo/expected.ts';
import { foundIn } from '../../infra/local/demo/needles.ts';
import { scorecardText } from '../../infra/local/demo/scorecard.ts';
import { chaptersFor, story } from '../../infra/local/demo/story.ts';
import type { SeenAccount, Witness } from '../../infra/local/demo/witness.ts';

const SUPPORTER: Expected = { department: 'Support', title: 'Support Agent', active: true };

function account(target: 'app' | 'warehouse', more: Partial<SeenAccount> = {}): SeenAccount {
  return { person: 'hr-1', id: `${target}-1`, name: 'x', active: true, entitlements: due(SUPPORTER)[target], ...more };
}

function seeing(app: readonly SeenAccount[], warehouse: readonly SeenAccount[]): Witness {
  return {
    app: async () => app,
    warehouse: async () => warehouse,
    of: async () => ({ app, warehouse }),
    close: async () => undefined,
  };
}

async function verdict(app: readonly SeenAccount[], warehouse: readonly SeenAccount[], expected = SUPPORTER) {
  const { miscounted, lacking, excess } = await compare(new Map([['hr-1', expected]]), seeing(app, warehouse));
  return { miscounted, lacking, excess };
}

const CLEAN = { miscounted: [], lacking: [], excess: [] };

describe('who has what', () => {
  test('one account at each target with what is due is right', async () => {
    expect(await verdict([account('app')], [account('warehouse')])).toEqual(CLEAN);
  });

  test('a second account of one person is seen', async () => {
    const twice = [account('app'), account('app', { id: 'app-2' })];
    expect((await verdict(twice, [account('warehouse')])).miscounted).toEqual(['hr-1@app']);
  });

  test('a missing account is seen, as miscounted and as lost access', async () => {
    const seen = await verdict([account('app')], []);
    expect(seen).toEqual({ ...CLEAN, miscounted: ['hr-1@warehouse'], lacking: ['hr-1@warehouse'] });
  });

  test('somebody who was suspended by mistake has lost access', async () => {
    const seen = await verdict([account('app', { active: false })], [account('warehouse')]);
    expect(seen.lacking).toEqual(['hr-1@app']);
  });

  test('an entitlement too many is seen', async () => {
    const more = account('warehouse', { entitlements: ['role:support_rw', 'role:finance_ro'] });
    expect((await verdict([account('app')], [more])).excess).toEqual(['hr-1@warehouse']);
  });

  test('a leaver who can still log in is seen, even without any entitlement', async () => {
    const left = { ...SUPPORTER, active: false };
    const open = account('app', { entitlements: [] });
    expect((await verdict([open], [account('warehouse', { active: false })], left)).excess).toEqual(['hr-1@app']);
  });

  test('an account of somebody whom nobody knows is seen', async () => {
    const stranger = account('app', { person: 'hr-2' });
    expect((await verdict([account('app'), stranger], [account('warehouse')])).excess).toEqual(['hr-2@app']);
  });
});

describe('what must not be written', () => {
  const word = 'ada.novak.1042@example.com';
  test.each([
    ['as it is', `{"user":"${word}"}`],
    ['in base64', Buffer.from(`user ${word} left`).toString('base64')],
    ['in base64, one byte later', Buffer.from(`a user ${word}`).toString('base64')],
    ['in base64, two bytes later', Buffer.from(`no user ${word}.`).toString('base64')],
    ['in hex', Buffer.from(`user ${word}`).toString('hex')],
    ['in a URL', `?filter=${encodeURIComponent(word)}`],
  ])('an address is found %s', (_, text) => {
    expect(foundIn(text, ['nobody', word])).toBe(true);
  });

  test('an id is no address', () => {
    expect(foundIn('{"person":"hr-1042"}', [word])).toBe(false);
  });
});

describe('the story', () => {
  test('one chapter is played after what it needs, and nothing else', () => {
    expect(chaptersFor(10).map(({ name }) => name)).toEqual(['import', 'audit']);
    expect(chaptersFor(8).map(({ name }) => name)).toEqual([
      'import',
      'hire',
      'move',
      'outage',
      'leave',
      'recovery',
      'rehire',
    ]);
    expect(chaptersFor(undefined)).toEqual(story);
  });

  test('a broken promise is named on the scorecard', () => {
    const checks = [{ what: 'nobody lost access who should have it', ok: false, shown: 'hr-1@app' }];
    const text = scorecardText({ ok: false, people: 12, seconds: 3, chapters: [], measured: {}, checks });
    expect(text).toContain('1 of 1 promises were broken');
    expect(text).toContain('nobody lost access who should have it: hr-1@app');
  });
});
