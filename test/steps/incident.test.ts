// An incident that an operator notes: counted, and its words kept where only a reveal shows them.
import { describe, expect, it } from 'vitest';
import { anOffice } from '../builders/an-office.ts';
import { measured } from '../metrics/measured.ts';

describe('an incident', () => {
  it('has a row of its own in which the words are sealed', async () => {
    const { company, ask } = await anOffice();
    const words = 'jana@example.com lost the wiki for an hour';
    const { json } = await ask('POST incident', { body: words });
    const row = company.rows('operator').find(({ id }) => id.startsWith('incident-'));
    expect(row).toMatchObject({ actor: 'alpha', act: 'started', cause: 'an incident', number: 1 });
    expect(json).toMatchObject({ noted: words, row: `operator ${row?.id}` });
    const opened = await company.pipeline.vault.open('acme', `person:${row?.id ?? ''}`, row?.sealed ?? '');
    expect(JSON.parse(opened ?? '')).toMatchObject({ text: words });
    expect(JSON.stringify([company.table.contents('audit'), company.log.lines])).not.toContain('jana');
    expect(measured(company, 'IncidentsCaused')).toEqual([1]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it.each([
    ['without words', '  ', 'say in a few words'],
    ['with a whole report', 'x'.repeat(5_000), 'more than 1000 characters'],
  ])('%s is refused, and nothing but the command is noted', async (_, body, why) => {
    const { company, ask } = await anOffice();
    const reply = await ask('POST incident', { body });
    expect(reply).toMatchObject({ status: 409, json: { detail: expect.stringContaining(why) } });
    expect(company.rows('operator').map(({ id, cause }) => [id, cause])).toEqual([['alpha', 'incident']]);
    expect(measured(company, 'IncidentsCaused')).toEqual([]);
  });
});

it('the key of the audit log was last used when the newest head was made', async () => {
  const { company, ask } = await anOffice();
  await ask('GET status');
  await company.audited();
  const { json } = await ask('GET secrets');
  expect(json[0].name).toBe('audit-key');
  expect(Math.abs(json[0].usedAt - company.clock.now())).toBeLessThan(120_000);
});
