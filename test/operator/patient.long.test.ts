// What is asked again when Frontdesk cannot answer for a moment, and what never is.
import { describe, expect, it } from 'vitest';
import { totalsOf } from '../../shared/core/policy/replay-totals.ts';
import { frontdesk } from './command.ts';

const CALL = 'GET explain/hr-1?entitlement=group%3Aone';
const explain = (answers: Parameters<typeof frontdesk>[1]) => frontdesk(['explain', 'hr-1', 'group:one'], answers);
const why = { json: { sentences: ['Yes: by rule one.'] } };
const busy = { status: 503, json: { detail: 'this only reads, so nothing was changed; ask again' } };

describe('a question that was not answered', () => {
  it('is asked again after a moment, and says so', async () => {
    const { code, out, err, calls } = await explain({ [CALL]: [busy, { breaks: true }, why] });
    expect({ code, out }).toEqual({ code: 0, out: 'Yes: by rule one.\n' });
    expect(err.split('\n')).toEqual([
      'no answer (this only reads, so nothing was changed; ask again): asking again in 0.5 s, 1 of 4',
      expect.stringMatching(/^no answer \(the connection to \S+ broke off .*\): asking again in 1 s, 2 of 4$/),
      '',
    ]);
    expect(calls[CALL]).toBe(3);
  });

  it('is given up after five times, with what was said last', async () => {
    const { code, out, err, calls } = await explain({ [CALL]: busy });
    expect({ code, out, calls: calls[CALL] }).toEqual({ code: 1, out: '', calls: 5 });
    expect(err.trim().split('\n').at(-1)).toBe(`frontdesk: ${busy.json.detail}`);
  });

  it('is not asked again where the answer is no', async () => {
    for (const status of [400, 401, 403, 404, 409, 500]) {
      const { code, calls } = await explain({ [CALL]: { status, json: { detail: 'no' } } });
      expect({ status, code, calls: calls[CALL] }).toEqual({ status, code: 1, calls: 1 });
    }
  });

  it('of a replay goes on with the slice that did not come', async () => {
    const slice = (cursor?: string) => ({
      json: {
        ...{ window: { from: '2026-11-01', to: '2026-11-02' }, base: 'a', policy: 'b', looked: 1, people: [] },
        totals: totalsOf([]),
        ...(cursor !== undefined && { cursor }),
      },
    });
    const policy = new URL('../../policy', import.meta.url).pathname;
    const answers = { 'POST replay': [slice('next'), busy, slice()] };
    const { err, calls } = await frontdesk(['replay', '--policy', policy], answers);
    expect(calls['POST replay']).toBe(3);
    expect(err).toContain('asking again in 0.5 s, 1 of 4');
    expect(err).toContain('looked at 2 people, all of them');
  });
});

describe('a command that changes something', () => {
  it.each([
    ['approve', ['approve', 'abcdef12'], 'POST approve/abcdef12'],
    ['redrive', ['redrive'], 'POST redrive?'],
    ['revert', ['policy', 'revert'], 'POST policy/revert'],
  ])('%s is made once, whatever comes back', async (_, words, call) => {
    const half = 'it may be done or half done; look at it before you repeat it';
    const busyNow = await frontdesk(words, { [call]: { status: 503, json: { detail: half } } });
    expect(busyNow).toMatchObject({ code: 1, err: `frontdesk: ${half}\n`, calls: { [call]: 1 } });
    const broken = await frontdesk(words, { [call]: { breaks: true } });
    expect(broken).toMatchObject({
      code: 3,
      err: expect.stringContaining('broke off before the answer'),
      calls: { [call]: 1 },
    });
  });

  it('is refused to a token that only reads, with the sentence that says who may', async () => {
    const detail = 'this token only reads, and "redrive" may change something';
    const { code, out, err } = await frontdesk(['redrive'], { 'POST redrive?': { status: 403, json: { detail } } });
    expect({ code, out, err }).toEqual({ code: 1, out: '', err: `frontdesk: ${detail}\n` });
  });
});
