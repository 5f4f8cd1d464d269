// Bad adapters that say the wrong thing, stay too long or tell too much, each with the laws that must catch it.
import type { Fault } from '../../../shared/model/fault.ts';
import { goodHabits, type Habits } from './paper-habits.ts';
import type { PaperServer, Refusal } from './paper-server.ts';
import type { Planted } from './planted-writes.ts';

const { faultOf, find, next, hasEnded, certificate } = goodHabits;

/** Another fault for these refusals. */
const mistaking = (statuses: readonly Refusal['status'][], fault: Fault): Partial<Habits> => ({
  faultOf: (refusal, afterWrite) => (statuses.includes(refusal.status) ? fault : faultOf(refusal, afterWrite)),
});

/** Nobody is there, whenever the server answers with one of these. */
const absentOn = (...statuses: readonly Refusal['status'][]): Partial<Habits> => ({
  find: (trip, ref) =>
    find(trip, ref).catch((error: Refusal) => {
      if (statuses.includes(error.status)) return undefined;
      throw error;
    }),
});

const never = new AbortController().signal;
const endless = new Promise<never>(() => undefined);

export const plantedAnswers: readonly Planted[] = [
  {
    name: 'takes Retry-After for milliseconds',
    breaks: ['a 429 is throttled, with the wait in seconds'],
    habits: {
      faultOf: (refusal, afterWrite) =>
        refusal.status === 429
          ? { kind: 'throttled', retryAfterMs: Number(refusal.retryAfter) || 7000 }
          : faultOf(refusal, afterWrite),
    },
  },
  {
    name: 'knows no dates in Retry-After',
    breaks: ['a 429 is throttled, with the wait as a date'],
    habits: {
      faultOf: (refusal, afterWrite) =>
        refusal.status === 429 && Number.isNaN(Number(refusal.retryAfter))
          ? { kind: 'throttled' }
          : faultOf(refusal, afterWrite),
    },
  },
  {
    name: 'takes a target that is down for a refusal',
    breaks: ['a target that is down', 'an error inside the target', 'a refused connection'],
    habits: mistaking([503, 500, 'refused'], { kind: 'invalid' }),
  },
  {
    name: 'takes a refused credential for a busy target',
    breaks: ['a refused credential', 'a missing permission', 'a probe tells a good credential'],
    habits: mistaking([401, 403], { kind: 'unavailable' }),
  },
  {
    name: 'takes garbage for a busy target',
    breaks: ['a success with a cut body', 'a success with a log-in page'],
    habits: mistaking(['garbage'], { kind: 'unavailable' }),
  },
  {
    name: 'tries again at once, ten times',
    breaks: ['a target that refuses is not hammered'],
    spoil: (connection) => ({
      ...connection,
      apply: async (request) => {
        for (let again = 0; again < 9; again += 1) {
          const outcome = await connection.apply(request);
          if (outcome.kind !== 'fault') return outcome;
        }
        return connection.apply(request);
      },
    }),
  },
  {
    name: 'looks five times before it moves',
    breaks: ['no change makes more calls'],
    habits: {
      find: async (trip, ref) => {
        for (let again = 0; again < 4; again += 1) await find(trip, ref);
        return find(trip, ref);
      },
    },
  },
  {
    name: 'takes a lost reply for nothing done',
    breaks: [
      'a create that took effect',
      'a grant that took effect',
      'a suspend that took effect',
      'a remove that took effect',
    ],
    habits: mistaking(['reset'], { kind: 'unavailable' }),
  },
  {
    name: 'takes a timeout for nothing done',
    breaks: ['create', 'grant', 'suspend', 'remove'].map((verb) => `a ${verb} that is not answered in time`),
    habits: mistaking(['aborted'], { kind: 'unavailable' }),
  },
  {
    name: 'takes every trouble for nobody',
    breaks: [
      ...[
        'throttled-seconds',
        'throttled-date',
        'unavailable',
        'server-error',
        'refused',
        'unauthenticated',
        'forbidden',
      ],
      ...['garbage', 'html', 'silent'],
    ].map((trouble) => `trouble is never taken for absence: ${trouble}`),
    habits: absentOn(429, 503, 500, 'refused', 401, 403, 'garbage', 'aborted'),
  },
  {
    name: 'looks accounts up with a write, and takes its trouble for nobody',
    breaks: ['trouble is never taken for absence: silent-writes', 'trouble is never taken for absence: lost-reply'],
    habits: {
      find: (trip, ref) =>
        trip
          .ask('write', () => undefined)
          .then(() => find(trip, ref))
          .catch(() => undefined),
    },
  },
  {
    name: 'believes what a write answers when it looks',
    breaks: ['trouble is never taken for absence: lying-writes'],
    habits: {
      find: async (trip, ref) => {
        const touched = await trip.ask('write', () => undefined);
        return touched === undefined ? find(trip, ref) : undefined;
      },
    },
  },
  {
    name: 'stops after the first page',
    breaks: ['a scan of many pages', 'a scan goes on from its checkpoint'],
    habits: { hasEnded: () => true },
  },
  {
    name: 'shows the last account of a page again on the next',
    breaks: ['a scan of many pages', 'a scan goes on from its checkpoint'],
    habits: {
      next: (walk, page) => {
        const { start, ...rest } = next(walk, page);
        return { ...rest, start: start - (page.accounts.length > 1 ? 1 : 0) };
      },
    },
  },
  {
    name: 'scans its own accounts only',
    breaks: ['a scan of many pages', 'a scan tells whose'],
    spoil: (connection) => ({
      ...connection,
      scan: async (request) => {
        const page = await connection.scan(request);
        return page.kind === 'fault' ? page : { ...page, accounts: page.accounts.filter((account) => account.person) };
      },
    }),
  },
  {
    name: 'calls every account its own',
    breaks: ['a scan tells whose'],
    spoil: (connection) => ({
      ...connection,
      scan: async (request) => {
        const page = await connection.scan(request);
        if (page.kind === 'fault') return page;
        return { ...page, accounts: page.accounts.map((account) => ({ person: account.userName, ...account })) };
      },
    }),
  },
  {
    name: 'proves what it did not count',
    breaks: [...['a truncated list', 'an empty list', 'a list that repeats', 'a list whose count is wrong']].map(
      (list) => `${list}`,
    ),
    habits: {
      certificate: ({ start, pages }, times) => ({ complete: true, accounts: start, pages, ...times }),
    },
  },
  {
    name: 'ends its scan when a page fails, and proves it whole',
    breaks: ['a list whose second page fails', 'a list that answers "not found"'],
    spoil: (connection) => ({
      ...connection,
      scan: async (request) => {
        const page = await connection.scan(request);
        const proof = certificate({ start: 1, total: 1, pages: 1, broken: false }, { startedAt: 0, endedAt: 1 });
        return page.kind === 'page' || !proof ? page : { kind: 'page', accounts: [], certificate: proof };
      },
    }),
  },
  {
    name: 'never proves a scan',
    breaks: ['a scan of many pages'],
    habits: { certificate: () => undefined },
  },
  {
    name: 'ends a walk on another count than the target’s',
    breaks: ['a scan of many pages'],
    habits: { hasEnded: (walk, page) => walk.start >= 8 || hasEnded(walk, page) },
  },
  {
    name: 'finds every credential good',
    breaks: ['a probe tells a good credential', 'a refused credential'],
    spoil: (connection) => ({ ...connection, probe: async () => undefined }),
  },
  {
    name: 'tries the newest secret only',
    breaks: ['while a secret is rotated'],
    spoil: (connection, { secrets }) => {
      const usesFirst = async <T>(answer: Promise<T>, denied: T): Promise<T> =>
        (await secrets())[0]?.includes('wrong') ? denied : answer;
      const fault = { kind: 'fault', fault: { kind: 'denied' } } as const;
      return {
        ...connection,
        probe: (signal) => usesFirst(connection.probe(signal), fault.fault),
        apply: (request) => usesFirst(connection.apply(request), fault),
      };
    },
  },
  {
    name: 'spells another way each time',
    breaks: ['the target’s own spelling'],
    habits: { canonical: (wish) => ({ ...wish, profile: { ...wish.profile, userName: `${wish.profile.userName}x` } }) },
  },
  {
    name: 'sorts the wish it was given',
    breaks: ['the target’s own spelling'],
    habits: { canonical: (wish) => ({ ...wish, entitlements: (wish.entitlements as string[]).sort() }) },
  },
  {
    name: 'answers in an order of its own',
    breaks: ['many refs are read in their order'],
    spoil: (connection) => ({
      ...connection,
      read: async (request) => {
        const answer = await connection.read(request);
        return answer.kind === 'fault' ? answer : { ...answer, readings: answer.readings.toReversed() };
      },
    }),
  },
  {
    name: 'waits for an answer whatever it is told',
    breaks: ['an abort is honoured at once'],
    spoil: (connection) => ({
      ...connection,
      scan: (request) => connection.scan({ ...request, signal: never }),
    }),
  },
  {
    name: 'works on after close',
    breaks: ['close ends everything', 'nothing stays connected'],
    spoil: (connection) => ({ ...connection, close: async () => undefined }),
  },
  {
    name: 'leaves an open call hanging at close',
    breaks: ['close ends everything'],
    spoil: (connection, { server }) => ({
      ...connection,
      scan: (request) => (isSilent(server) ? endless : connection.scan(request)),
    }),
  },
  {
    name: 'tells its secret when a call fails',
    breaks: ['no secret and no personal data'],
    spoil: (connection, { secrets }) => ({
      ...connection,
      apply: async (request) => {
        const outcome = await connection.apply(request);
        if (outcome.kind !== 'fault') return outcome;
        return { kind: 'fault', fault: { ...outcome.fault, detail: `sent with ${await secrets()}` } };
      },
    }),
  },
  {
    name: 'logs whom it works on',
    breaks: ['no secret and no personal data'],
    spoil: (connection, { say }) => ({
      ...connection,
      apply: (request) => {
        say(`applying to ${request.change.ref.userName}`);
        return connection.apply(request);
      },
    }),
  },
];

function isSilent(server: PaperServer): boolean {
  return server.trouble === 'silent';
}
