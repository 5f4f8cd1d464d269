import { describe, expect, it } from 'vitest';
import { census } from '../../shared/steps/census.ts';
import { plannedWindow } from '../../shared/steps/operate/alarms.ts';
import { aCompany, type Company } from '../builders/a-company.ts';
import { measured } from '../metrics/measured.ts';

const command = (company: Company, what: string | undefined, body: unknown = {}) =>
  plannedWindow(company.pipeline, { actor: 'alpha', what, body: new TextEncoder().encode(JSON.stringify(body)) });

describe('a planned window', () => {
  it('is open from its start to its end, told each minute, and both deeds are in the audit log', async () => {
    const company = await aCompany();
    await company.pass(1);
    await command(company, 'start', { minutes: 60, reason: 'upgrade' });
    await company.pass(1);
    expect(await command(company, undefined)).toMatchObject({ json: { by: 'alpha', reason: 'upgrade' } });
    await command(company, 'end');
    await company.pass(1);
    expect(measured(company, 'PlannedWindow')).toEqual([0, 1, 0]);
    expect(company.rows('freeze').map(({ actor, act, cause }) => [actor, act, cause])).toEqual([
      ['alpha', 'started', '60 minutes: upgrade'],
      ['alpha', 'ended', 'upgrade'],
    ]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('ends by itself', async () => {
    const company = await aCompany();
    await command(company, 'start', { minutes: 2, reason: 'upgrade' });
    await company.pass(3);
    expect(measured(company, 'PlannedWindow')).toEqual([1, 0, 0]);
    expect(await command(company, undefined)).toEqual({ json: null });
    expect(await command(company, 'end')).toEqual({ refused: 'no window is open' });
  });

  it.each([{}, { minutes: 0, reason: 'x' }, { minutes: 1_441, reason: 'x' }, { minutes: 5, reason: ' ' }, [], 'x'])(
    'is not opened by %j',
    async (body) => {
      const company = await aCompany();
      expect(await command(company, 'start', body)).toEqual({ refused: expect.stringContaining('1 to 1440') });
      expect(company.rows('freeze')).toEqual([]);
    },
  );

  it('outlives a census, which writes beside it', async () => {
    const company = await aCompany();
    await command(company, 'start', { minutes: 60, reason: 'upgrade' });
    await census(company.pipeline)();
    expect(await command(company, undefined)).toMatchObject({ json: { reason: 'upgrade' } });
  });
});
