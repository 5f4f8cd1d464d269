// What a row says, read with what is known of its person: days in their zone, records newer than what was said before.
import { describe, expect, it } from 'vitest';
import { aCompany, START } from '../builders/a-company.ts';
import type { Said } from '../builders/company-workers.ts';
import { hire } from '../builders/occasions.ts';

const leaveOn = (date: string): Said => ({
  id: 'leave',
  version: START,
  leaves: true,
  turns: [{ status: 'left', at: { date } }],
});

describe('a day', () => {
  it.each([
    { zone: 'Pacific/Auckland', begins: '2026-11-22T11:00:00.000Z' },
    { zone: 'no zone at all', begins: '2026-11-22T23:00:00.000Z' },
  ])('without a zone begins where the person is, if that is known: $zone', async ({ zone, begins }) => {
    const company = await aCompany({ zone: 'Europe/Oslo' });
    await company.say('1', hire('hire', { zone }));
    await company.say('1', leaveOn('2026-11-23'));
    expect((await company.person('1')).nextFact).toBe(Date.parse(begins));
  });

  it('that names its zone begins there, wherever the person is', async () => {
    const company = await aCompany();
    await company.say('1', hire('hire', { zone: 'Pacific/Auckland' }));
    const at = { date: '2026-11-23', zone: 'America/Phoenix' };
    await company.say('1', { ...leaveOn('2026-11-23'), turns: [{ status: 'left', at }] });
    expect((await company.person('1')).nextFact).toBe(Date.parse('2026-11-23T07:00:00.000Z'));
  });
});
