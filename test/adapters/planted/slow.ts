// Bad adapters that a law catches by waiting for them, for seconds: asked of one adapter only.
import type { Planted } from './planted.ts';

const never = new AbortController().signal;
const endless = new Promise<never>(() => undefined);

export const slowPlanted: readonly Planted[] = [
  {
    name: 'waits for an answer whatever it is told',
    breaks: { 'an abort is honoured at once': /no answer within/ },
    spoil: (good) => ({ ...good, scan: (asked) => good.scan({ ...asked, signal: never }) }),
  },
  {
    name: 'works on after close',
    breaks: { 'close ends everything': /no answer within/ },
    spoil: (good) => ({ ...good, close: async () => undefined }),
  },
  {
    name: 'leaves an open call hanging at close',
    breaks: { 'close ends everything': /no answer within/ },
    spoil: (good) => ({
      ...good,
      scan: async (asked) => {
        const page = await good.scan(asked);
        return page.kind === 'fault' ? endless : page;
      },
    }),
  },
];
