// Reading one person's record: what the vendor's API may do, and what each answer may mean.
import { expect } from 'vitest';
import { Statement } from '../../../shared/model/event.ts';
import { Fault } from '../../../shared/model/fault.ts';
import type { Fetched } from '../../../shared/ports/source.ts';
import type { SourceLaw } from '../source-law.ts';
import { type ApiWorld, digest, isHere, NOW, type SourceWorld } from '../world.ts';

interface Asked {
  readonly subject?: string;
  readonly credentials?: readonly string[];
  readonly signal?: AbortSignal;
  readonly config?: unknown;
}

type Ask = (asked?: Asked) => Promise<Fetched>;

/** Opens the API for one law, and looks that no answer holds a secret or the person. */
function withApi(check: (ask: Ask, api: ApiWorld) => Promise<void>): SourceLaw['check'] {
  return async (world: SourceWorld) => {
    if (!isHere(world.api) || !world.source.fetch) throw new Error('this source has no API');
    const api = await world.api();
    const { good, wrong } = api.credential;
    const ask: Ask = async ({ subject = api.known, credentials = [good], signal, config = api.config } = {}) => {
      const request = { subject, credentials, now: NOW, config: world.source.config.parse(config) };
      const answer = await world.source.fetch?.(request, { digest, signal: signal ?? AbortSignal.timeout(5_000) });
      if (!answer) throw new Error('no answer');
      if (answer.kind !== 'fault') return answer;
      expect(Fault.safeParse(answer.fault).success).toBe(true);
      for (const text of [good, wrong, subject]) expect(answer.fault.detail ?? '').not.toContain(text);
      return answer;
    };
    try {
      await check(ask, api);
    } finally {
      await api.close();
    }
  };
}

const faultOf = (answer: Fetched) => (answer.kind === 'fault' ? answer.fault.kind : answer.kind);
const json = { 'content-type': 'application/json' };

const laws: readonly SourceLaw[] = [
  {
    title: 'the record of somebody known is their whole statement',
    check: withApi(async (ask, api) => {
      const answer = await ask();
      expect(answer).toMatchObject({ kind: 'found', subject: api.known, statement: { whole: true } });
      if (answer.kind !== 'found') return;
      expect(Statement.safeParse(answer.statement).error).toBeUndefined();
      expect(Object.keys(answer.statement.attributes ?? {}).length).toBeGreaterThan(3);
      expect(answer.statement.turns).toMatchObject([{ status: 'active' }]);
    }),
  },
  {
    title: 'somebody the vendor does not know is absent, which is not a leave',
    check: withApi(async (ask, api) => expect(await ask({ subject: api.missing })).toEqual({ kind: 'absent' })),
  },
  {
    title: 'the record of nobody tells whether a credential is taken',
    async check(world) {
      const subject = world.source.nobody;
      if (subject === undefined) return;
      await withApi(async (ask, api) => {
        expect(await ask({ subject })).toEqual({ kind: 'absent' });
        expect(faultOf(await ask({ subject, credentials: [api.credential.wrong] }))).toBe('denied');
      })(world);
    },
  },
  {
    title: 'an id that is none is never asked for, whatever it would mean to the API',
    check: withApi(async (ask, api) => {
      for (const subject of api.notIds) expect(faultOf(await ask({ subject })), subject).toBe('invalid');
      expect(api.calls()).toBe(0);
    }),
  },
  {
    title: 'a credential that is refused, or none at all, is denied and never absence',
    check: withApi(async (ask, api) => {
      expect(faultOf(await ask({ credentials: [api.credential.wrong] }))).toBe('denied');
      expect(faultOf(await ask({ credentials: [] }))).toBe('denied');
      api.plant({ status: 403 });
      expect(faultOf(await ask())).toBe('denied');
    }),
  },
  {
    title: 'while a credential is rotated either one reads the record',
    check: withApi(async (ask, { credential: { good, wrong } }) => {
      for (const credentials of [
        [wrong, good],
        [good, wrong],
      ])
        expect(faultOf(await ask({ credentials }))).toBe('found');
    }),
  },
  {
    title: 'a throttled read waits as long as the vendor says, in seconds or as a date',
    check: withApi(async (ask, api) => {
      const date = new Date(NOW + 9_000).toUTCString();
      const waits: [{ readonly [name: string]: string }, number | undefined][] = [
        [{ 'retry-after': '7' }, 7_000],
        [{ 'retry-after': date }, 9_000],
        [{}, undefined],
        [{ 'retry-after': 'soon' }, undefined],
        ...(api.ownWait ? [[api.ownWait(11, NOW), 11_000] as [{ readonly [name: string]: string }, number]] : []),
      ];
      for (const [headers, retryAfterMs] of waits) {
        api.plant({ status: 429, headers });
        const answer = await ask();
        expect(faultOf(answer)).toBe('throttled');
        expect(answer.kind === 'fault' && 'retryAfterMs' in answer.fault ? answer.fault.retryAfterMs : undefined).toBe(
          retryAfterMs,
        );
      }
    }),
  },
  {
    title: 'trouble inside the vendor is unavailable, never absence',
    check: withApi(async (ask, api) => {
      for (const status of [408, 500, 502, 503, 504]) {
        api.plant({ status });
        expect(faultOf(await ask()), `${status}`).toBe('unavailable');
      }
    }),
  },
  {
    title: 'a vendor that does not answer is unavailable once the deadline has passed',
    check: withApi(async (ask, api) => {
      api.plant('silent');
      expect(faultOf(await ask({ signal: AbortSignal.timeout(100) }))).toBe('unavailable');
      await api.close();
      expect(faultOf(await ask())).toBe('unavailable');
    }),
  },
  {
    title: 'a success that makes no sense is a breach of contract, never a record and never absence',
    check: withApi(async (ask, api) => {
      const other = { ...api.record(api.known), id: api.missing };
      const bodies = ['', '{"id":', '<html>log in</html>', 'null', '[]', '{}', '"ok"', JSON.stringify(other)];
      for (const body of bodies) {
        api.plant({ status: 200, headers: json, body });
        expect(faultOf(await ask()), body.slice(0, 20)).toBe('contractBreach');
      }
      api.plant({ status: 200, headers: json, body: `{"id":"${'x'.repeat(1_100_000)}"}` });
      expect(faultOf(await ask()), 'too long').toBe('contractBreach');
    }),
  },
  {
    title: 'a redirect is not followed: the credential goes to nobody else',
    check: withApi(async (ask, api) => {
      for (const status of [301, 302, 307, 308]) {
        const before = api.calls();
        api.plant({ status, headers: { location: '/elsewhere' } });
        expect(faultOf(await ask()), `${status}`).toBe('contractBreach');
        expect(api.calls() - before).toBe(1);
      }
    }),
  },
];

export const fetchLaws: readonly SourceLaw[] = laws.map((law) => ({
  ...law,
  needs: ({ api }) => (isHere(api) ? true : api),
}));
