// Bad adapters that take one fault for another, or a fault for an answer.
import type { Reading } from '../../../shared/model/access.ts';
import type { Fault, FaultKind } from '../../../shared/model/fault.ts';
import type { Change, Connection, ReadAnswer } from '../../../shared/ports/adapter.ts';
import { answering, type Planted } from './planted.ts';

/** Another fault, wherever a call answers one. */
const faulting =
  (bad: (fault: Fault) => Fault): Planted['spoil'] =>
  (good) => {
    const spoilt = <Answer extends { readonly kind: string }>(answer: Answer) =>
      'fault' in answer ? { ...answer, fault: bad(answer.fault as Fault) } : answer;
    return {
      ...good,
      probe: async (signal) => {
        const fault = await good.probe(signal);
        return fault && bad(fault);
      },
      scan: async (asked) => spoilt(await good.scan(asked)),
      read: async (asked) => spoilt(await good.read(asked)),
      apply: async (asked) => spoilt(await good.apply(asked)),
    };
  };

const mistaking = (kinds: readonly FaultKind[], other: Fault): Planted['spoil'] =>
  faulting((fault) => (kinds.includes(fault.kind) ? other : fault));

const neverAbsence = (troubles: readonly string[]) =>
  Object.fromEntries(
    troubles.map((trouble) => [`trouble is never taken for absence: ${trouble}`, /the account is there/]),
  );

const nobody = ({ refs }: Parameters<Connection['read']>[0]): ReadAnswer => ({
  kind: 'readings',
  readings: refs.map(() => ({ kind: 'absent' })),
});

export const plantedAnswers: readonly Planted[] = [
  {
    name: 'takes the seconds of a wait for milliseconds',
    breaks: {
      'a 429 is throttled, with the wait in seconds': /waits about 7 s/,
      'a 429 is throttled, with the wait as a date': /waits about 7 s/,
    },
    spoil: faulting((fault) =>
      fault.kind === 'throttled' ? { ...fault, retryAfterMs: Math.round((fault.retryAfterMs ?? 0) / 1000) } : fault,
    ),
  },
  {
    name: 'takes a target that is down for a refusal of the value',
    breaks: {
      'a target that is down': /expected unavailable.*got .*invalid/,
      'an error inside the target': /expected unavailable.*got .*invalid/,
      'a refused connection': /expected unavailable.*got .*invalid/,
    },
    spoil: mistaking(['unavailable', 'unknownOutcome'], { kind: 'invalid' }),
  },
  {
    name: 'takes a refused credential for a busy target',
    breaks: {
      'a refused credential': /expected denied, got .*unavailable/,
      'a missing permission': /expected denied, got .*unavailable/,
    },
    spoil: mistaking(['denied'], { kind: 'unavailable' }),
  },
  {
    name: 'takes a reply that makes no sense for a busy target',
    breaks: {
      'a success with a cut body': /expected contractBreach, got .*unavailable/,
      'a success with a log-in page': /expected contractBreach, got .*unavailable/,
    },
    spoil: mistaking(['contractBreach'], { kind: 'unavailable' }),
  },
  {
    name: 'takes a lost reply for nothing done',
    breaks: Object.fromEntries(
      ['create', 'grant', 'suspend', 'remove'].map((verb) => [
        `a ${verb} that took effect`,
        /'unavailable'\n.*'unknownOutcome'/,
      ]),
    ),
    spoil: mistaking(['unknownOutcome'], { kind: 'unavailable' }),
  },
  {
    name: 'takes silence for done',
    breaks: Object.fromEntries(
      ['create', 'grant', 'suspend', 'remove'].map((verb) => [
        `a ${verb} that is not answered in time`,
        /expected a fault, got .*changed/,
      ]),
    ),
    spoil: answering((outcome) => (outcome.kind === 'fault' ? { kind: 'changed', remoteId: 'guessed' } : outcome)),
  },
  {
    name: 'takes every trouble for nobody',
    breaks: neverAbsence([
      ...['throttled-seconds', 'throttled-date', 'unavailable', 'server-error', 'refused', 'silent'],
      ...['unauthenticated', 'forbidden', 'garbage', 'html'],
    ]),
    spoil: (good) => ({
      ...good,
      read: async (asked) => {
        const answer = await good.read(asked);
        return answer.kind === 'fault' ? nobody(asked) : answer;
      },
    }),
  },
  {
    name: 'touches accounts to see whether they are there',
    breaks: neverAbsence(['silent-writes', 'lost-reply', 'lying-writes']),
    spoil: (good, { world }) => ({
      ...good,
      read: async (asked) => {
        const [ref] = asked.refs;
        const trace = world.entitlements[2];
        if (!ref) return good.read(asked);
        const touch = { kind: 'ensure', ref, profile: { userName: ref.userName }, grant: [trace], revoke: [] } as const;
        const outcome = await good.apply({ change: touch, key: 'touch', signal: asked.signal });
        const answer = outcome.kind === 'fault' ? outcome : await good.read(asked);
        const [reading] = answer.kind === 'readings' ? answer.readings : [];
        return reading?.kind === 'found' && reading.entitlements.includes(trace) ? answer : nobody(asked);
      },
    }),
  },
  {
    name: 'believes what it did',
    breaks: {
      'what somebody changed behind our back': /a read shows the lost entitlement/,
      'a success that did nothing': /the grant is not there/,
      'an account deleted by an outsider': /a read shows that it is gone/,
    },
    spoil: (good) => {
      const done = new Map<string, Extract<Change, { kind: 'ensure' }>>();
      return {
        ...good,
        apply: async (asked) => {
          if (asked.change.kind === 'ensure') done.set(asked.change.ref.person, asked.change);
          return good.apply(asked);
        },
        read: async (asked) => {
          const answer = await good.read(asked);
          if (answer.kind === 'fault') return answer;
          const believed = answer.readings.map((reading, at) =>
            asDone(reading, done.get(asked.refs[at]?.person ?? '')),
          );
          return { kind: 'readings', readings: believed };
        },
      };
    },
  },
  {
    name: 'finds somebody by a name that looks like a query',
    breaks: { 'a user name that looks like a query': / found .*"kind":"found"/ },
    spoil: (good) => {
      let known: Extract<Change, { kind: 'ensure' }>['ref'] | undefined;
      const injected = (name: string) => /["'*%]/.test(name);
      return {
        ...good,
        apply: (asked) => {
          known = asked.change.ref;
          return good.apply(asked);
        },
        read: (asked) =>
          good.read({ ...asked, refs: asked.refs.map((ref) => (injected(ref.userName) ? (known ?? ref) : ref)) }),
      };
    },
  },
];

function asDone(reading: Reading, wished: Extract<Change, { kind: 'ensure' }> | undefined): Reading {
  if (!wished) return reading;
  const remoteId = reading.kind === 'found' ? reading.remoteId : 'believed';
  return {
    kind: 'found',
    remoteId,
    account: 'active',
    ours: true,
    entitlements: wished.grant,
    profile: wished.profile,
  };
}
