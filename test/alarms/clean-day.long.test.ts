import { describe, expect, it } from 'vitest';
import { plannedWindow } from '../../shared/steps/operate/alarms.ts';
import { change, hire, leave } from '../builders/occasions.ts';
import { hires } from './failure.ts';
import { aWatchedCompany, type Watched } from './watched-company.ts';

const DAY = 24 * 60;

/** A day minute by minute; what happens at which minute. Answers every alarm that fired, with its minute. */
async function aDay(
  watched: Watched,
  happens: ReadonlyMap<number, () => Promise<unknown>>,
): Promise<readonly string[]> {
  const fired: string[] = [];
  for (let minute = 0; minute < DAY; minute++) {
    await happens.get(minute)?.();
    await watched.pass(1);
    fired.push(...watched.firing().map((name) => `${name} at minute ${minute}`));
  }
  return fired;
}

describe('a clean day of 24 hours', () => {
  it('with a hire, a move and a leave now and then fires nothing', async () => {
    const watched = await aWatchedCompany({ targets: ['app', 'wiki', 'mail'] });
    const { company } = watched;
    const happens = new Map<number, () => Promise<unknown>>();
    for (let person = 1; person <= 24; person++) {
      const said = { userName: `user${person}` };
      happens.set(person * 37, () => company.say(String(person), hire(`hire-${person}`, said)));
      happens.set(person * 41 + 300, () =>
        company.say(String(person), change(`move-${person}`, { department: 'Sales' })),
      );
      if (person % 4 === 0) happens.set(person * 43 + 330, () => company.say(String(person), leave(`leave-${person}`)));
    }
    expect(await aDay(watched, happens)).toEqual([]);
    expect(company.failures).toEqual([]);
    expect(company.table.contents('audit').filter(({ pk }) => pk.includes('#person#')).length).toBeGreaterThan(60);
  });

  it('without any event fires nothing', async () => {
    expect(await aDay(await aWatchedCompany(), new Map())).toEqual([]);
  });

  it('with a retry, a duplicate and an outage of five minutes fires nothing', async () => {
    const watched = await aWatchedCompany({
      fate: ({ deduplicationId }) => (deduplicationId < '4' ? 'twice' : 'deliver'),
    });
    const { company } = watched;
    const happens = new Map<number, () => Promise<unknown>>();
    for (let person = 1; person <= 8; person++)
      happens.set(person * 100, () =>
        company.say(String(person), hire(`hire-${person}`, { userName: `user${person}` })),
      );
    happens.set(399, async () => {
      company.target().server.trouble = 'throttled-seconds';
    });
    happens.set(404, async () => {
      company.target().server.trouble = undefined;
    });
    expect(await aDay(watched, happens)).toEqual([]);
  });
});

describe('a planned window', () => {
  const command = ({ company }: Watched, what: string) =>
    plannedWindow(company.pipeline, {
      actor: 'alpha',
      what,
      body: new TextEncoder().encode('{"minutes":120,"reason":"target upgrade"}'),
    });

  it('keeps what the maintenance sets off quiet, and speaks up when it ends and the target is still down', async () => {
    const watched = await aWatchedCompany();
    await command(watched, 'start');
    await watched.pass(2);
    watched.company.target().server.trouble = 'unavailable';
    await hires(watched, 1, 6);
    for (let minute = 0; minute < 115; minute++) {
      await watched.pass(1);
      expect(watched.firing(), `minute ${minute}`).toEqual([]);
    }
    await watched.pass(15);
    expect(watched.firing()).toContain('open-grant');
  });

  it('does not keep quiet that a leaver still has access', async () => {
    const watched = await aWatchedCompany();
    await hires(watched, 1, 1);
    await watched.pass(4);
    await command(watched, 'start');
    watched.company.target().server.trouble = 'unavailable';
    await watched.company.say('1', leave());
    await watched.pass(40);
    expect(watched.firing()).toContain('open-removal');
  });
});
