// Bad adapters that stay too long, ask too often or tell too much.
import type { Planted } from './planted.ts';
import { answering } from './planted.ts';

const never = new AbortController().signal;

export const plantedManners: readonly Planted[] = [
  {
    name: 'finds every credential good',
    breaks: { 'a probe tells a good credential': /a bad credential is denied/ },
    spoil: (good) => ({ ...good, probe: async () => undefined }),
  },
  {
    name: 'tries the newest secret only',
    breaks: { 'while a secret is rotated': /'denied'/ },
    spoil: (_, { connect, ports }) =>
      connect({ ...ports, secret: async (freshness) => (await ports.secret(freshness)).slice(0, 1) }),
  },
  {
    name: 'spells another way each time',
    breaks: { 'the target’s own spelling': /spelling twice is spelling once/ },
    spoil: (good) => ({
      ...good,
      canonical: (wish) => {
        const { profile, ...spelled } = good.canonical(wish);
        return { ...spelled, profile: { ...profile, userName: `${profile.userName}x` } };
      },
    }),
  },
  {
    name: 'answers in an order of its own',
    breaks: { 'many refs are read in their order': /in the order of the refs/ },
    spoil: (good) => ({
      ...good,
      read: async (asked) => {
        const answer = await good.read(asked);
        return answer.kind === 'fault' ? answer : { ...answer, readings: answer.readings.toReversed() };
      },
    }),
  },
  {
    name: 'goes on after an abort',
    breaks: { 'an abort is honoured at once': /expected a fault, got .*changed/ },
    spoil: (good) => ({ ...good, apply: (asked) => good.apply({ ...asked, signal: never }) }),
  },
  {
    name: 'tells its secret when a call fails',
    breaks: { 'no secret and no personal data': /a secret is told/ },
    spoil: answering(async (outcome, _, { ground }) => {
      if (outcome.kind !== 'fault') return outcome;
      return { kind: 'fault', fault: { ...outcome.fault, detail: `sent with ${await ground.ports.secret()}` } };
    }),
  },
  {
    name: 'logs whom it works on',
    breaks: { 'no secret and no personal data': /personal data is told/ },
    spoil: (good, { ports }) => ({
      ...good,
      apply: (asked) => {
        ports.log.info('applying', { account: asked.change.ref.userName });
        return good.apply(asked);
      },
    }),
  },
  {
    name: 'tries again at once, ten times',
    breaks: { 'a target that refuses is not hammered': /calls for one refused change/ },
    spoil: answering(async (first, asked, { good }) => {
      let outcome = first;
      for (let again = 0; again < 9 && outcome.kind === 'fault'; again += 1) outcome = await good.apply(asked);
      return outcome;
    }),
  },
  {
    name: 'looks again and again before it moves',
    breaks: { 'no change makes more calls': /calls, at most/ },
    spoil: (good) => ({
      ...good,
      apply: async (asked) => {
        const { base, each } = good.capabilities.cost?.[asked.change.kind] ?? { base: 0, each: 0 };
        const refs = [asked.change.ref];
        for (let again = 0; again < base + each * 3; again += 1) await good.read({ refs, signal: asked.signal });
        return good.apply(asked);
      },
    }),
  },
  {
    name: 'tells a credential that it never set',
    breaks: { 'an issued credential works': /the newest credential works/ },
    spoil: (good) => ({
      ...good,
      ...(good.issue && { issue: async () => ({ kind: 'issued', secret: 'never-set-at-the-target' }) }),
    }),
  },
  {
    name: 'opens again after it was closed',
    breaks: { 'close ends everything': /expected a fault, got .*changed/ },
    spoil: (good, { connect }) => {
      let open = good;
      return {
        ...good,
        apply: (asked) => open.apply(asked),
        close: async () => {
          await open.close();
          open = connect();
        },
      };
    },
  },
  {
    name: 'leaves its connections open',
    breaks: { 'nothing stays connected': /connections are open/ },
    spoil: (good) => ({ ...good, close: async () => undefined }),
  },
];
