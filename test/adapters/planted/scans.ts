// Bad adapters that show the wrong accounts, or prove what they have not seen.
import type { ScanPage } from '../../../shared/ports/adapter.ts';
import type { Planted } from './planted.ts';

type Page = Extract<ScanPage, { kind: 'page' }>;

/** Every page seen first. */
const paging =
  (bad: (page: Page) => ScanPage): Planted['spoil'] =>
  (good) => ({
    ...good,
    scan: async (asked) => {
      const page = await good.scan(asked);
      return page.kind === 'fault' ? page : bad(page);
    },
  });

const proof = { complete: true, accounts: 1, pages: 1, startedAt: 0, endedAt: 1 } as const;

export const plantedScans: readonly Planted[] = [
  {
    name: 'stops after the first page',
    breaks: { 'a scan of many pages': /no account missed/ },
    spoil: paging(({ accounts }) => ({ kind: 'page', accounts, certificate: { ...proof, accounts: accounts.length } })),
  },
  {
    name: 'calls every account its own',
    breaks: { 'a scan tells whose': /and are nobody’s/ },
    spoil: paging((page) => ({
      ...page,
      accounts: page.accounts.map((account) => ({ person: account.userName, ...account })),
    })),
  },
  {
    name: 'keeps the place of a scan to itself',
    breaks: { 'a scan goes on from its checkpoint': /a place that nobody knows/ },
    spoil: (good) => {
      const known = new Set<string>();
      return {
        ...good,
        scan: async (asked) => {
          if (asked.checkpoint !== undefined && !known.has(asked.checkpoint))
            return { kind: 'fault', fault: { kind: 'contractBreach', detail: 'a place that nobody knows' } };
          const page = await good.scan(asked);
          if (page.kind === 'page' && page.checkpoint) known.add(page.checkpoint);
          return page;
        },
      };
    },
  },
  {
    name: 'proves every scan whole, however it ended',
    breaks: {
      'a truncated list': /a certificate: /,
      'an empty list': /a certificate: /,
      'a list whose second page fails': /a certificate: /,
      'a list that repeats': /a certificate: /,
      'a list whose count is wrong': /a certificate: /,
      'a list that answers "not found"': /a certificate: /,
    },
    spoil: (good) => ({
      ...good,
      scan: async (asked) => {
        const page = await good.scan(asked);
        if (page.kind === 'fault') return { kind: 'page', accounts: [], certificate: proof };
        return page.checkpoint === undefined ? { ...page, certificate: proof } : page;
      },
    }),
  },
];
