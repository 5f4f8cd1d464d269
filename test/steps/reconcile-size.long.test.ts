// 50,000 people at one target, compared within a minute and half a gigabyte.
import { expect, it } from 'vitest';
import { fold } from '../../shared/core/fold.ts';
import { personItem } from '../../shared/core/ledger.ts';
import type { Connection, ScannedAccount } from '../../shared/ports/adapter.ts';
import { aCompany } from '../builders/a-company.ts';
import { aPerson, aStanding, aWish } from '../builders/a-person.ts';
import { reconciled } from '../builders/reconciling.ts';

const PEOPLE = 50_000;
const PAGE = 200;
/** Every thousandth account is gone, every thousandth holds too much. */
const isGone = (number: number) => number % 1_000 === 3;
const isExtra = (number: number) => number % 1_000 === 7;

const userNameOf = (number: number) => `user-${number}`;

/** A target of that size, in order of its ids. */
function largeTarget(plain: Connection): Connection {
  const all: readonly (ScannedAccount & { readonly number: number })[] = Array.from(
    { length: PEOPLE },
    (_, number) => ({
      number,
      remoteId: `account-${number}`,
      person: `staff-${number}`,
      userName: userNameOf(number),
      account: 'active',
      entitlements: isExtra(number) ? ['group:one', 'group:three'] : ['group:one'],
    }),
  );
  const there = all.filter(({ number }) => !isGone(number));
  const byPerson = new Map(there.map((account) => [account.person, account]));
  return {
    ...plain,
    async scan({ checkpoint = '0' }) {
      const from = Number(checkpoint);
      const accounts = there.slice(from, from + PAGE);
      const page = { kind: 'page', accounts } as const;
      if (from + PAGE < there.length) return { ...page, checkpoint: String(from + PAGE) };
      const pages = Math.ceil(there.length / PAGE);
      const times = { startedAt: 0, endedAt: 1 };
      return { ...page, certificate: { complete: true, accounts: there.length, pages, ...times } };
    },
    async read({ refs }) {
      const readings = refs.map(({ person }) => {
        const account = byPerson.get(person);
        if (!account) return { kind: 'absent' } as const;
        const { remoteId, userName, entitlements } = account;
        return { kind: 'found', remoteId, account: 'active', ours: true, entitlements, profile: { userName } } as const;
      });
      return { kind: 'readings', readings };
    },
  };
}

it('50,000 people at one target are compared in less than 60 s and 512 MB', async () => {
  const company = await aCompany({ target: { app: { bend: largeTarget } }, heads: PEOPLE });
  const { version } = (await company.pipeline.activePolicy()).base;
  const wish = aWish({ entitlements: ['group:one'] });
  for (let number = 0; number < PEOPLE; number++) {
    const set = { userName: userNameOf(number) };
    const fact = {
      source: 'hr',
      id: 'hire',
      ver: 1,
      whole: false,
      at: 1,
      set,
      turns: [{ status: 'active', at: 1 }],
    } as const;
    const standings = { app: aStanding({ wish, remoteId: `account-${number}` }) };
    const person = aPerson({ id: `staff-${number}`, policy: version, facts: [fact], standings });
    if (number === 0) expect(fold(person.facts, company.clock.now())).toMatchObject({ status: 'active' });
    await company.table.write([{ kind: 'put', item: personItem(person, company.pipeline.digest.sha256) }]);
  }
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const start = performance.now();
  const report = await reconciled(company);
  const seconds = (performance.now() - start) / 1_000;
  const megabytes = (process.memoryUsage().rss - before) / 2 ** 20;
  console.info(`50,000 people x 1 target: ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB more`);
  expect(report).toMatchObject({ complete: true, compared: PEOPLE, drift: { missing: 50, extra: 50 }, repaired: 50 });
  expect(seconds).toBeLessThan(60);
  expect(megabytes).toBeLessThan(512);
});
