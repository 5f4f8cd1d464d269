// A scan sees every account once and proves it, or proves nothing.
import assert from 'node:assert/strict';
import { type Bench, worked } from '../bench.ts';
import type { Law } from '../law.ts';
import type { Direct, Trouble } from '../world.ts';

const whole: Law = {
  name: 'a scan of many pages ends, shows every account once, and its certificate agrees',
  run: async (bench) => {
    const ids = await manyPages(bench);
    const scan = await bench.scan();
    const seen = scan.accounts.map((account) => account.remoteId);
    assert.equal(new Set(seen).size, seen.length, 'no account twice');
    assert.deepEqual(
      ids.filter((id) => !seen.includes(id)),
      [],
      'no account missed',
    );
    assert.ok(scan.pages > 2, `more than two pages, not ${scan.pages}`);
    assert.ok(scan.last.kind === 'page', JSON.stringify(scan.last));
    const { certificate } = scan.last;
    if (bench.connect().capabilities.paging.completeness === 'none') return assert.equal(certificate, undefined);
    assert.ok(certificate, 'a whole scan has its certificate');
    assert.equal(certificate.accounts, seen.length);
    assert.equal(certificate.pages, scan.pages);
    assert.ok(certificate.startedAt <= certificate.endedAt);
  },
};

const told: Law = {
  name: 'a scan tells whose an account is, what it holds and whether it is suspended, and names nobody for foreign ones',
  run: async (bench) => {
    const [one, two] = bench.world.entitlements;
    const ours = await bench.hire(bench.person('scanned'), [one]);
    const gone = await bench.hire(bench.person('scanned'), [two]);
    worked(await bench.apply({ kind: 'suspend', ref: gone, revoke: [] }));
    const foreign = await bench.world.direct.createForeign(bench.person('scanned').userName);
    await bench.world.direct.grant(foreign, one);
    const { accounts } = await bench.scan();
    const of = (id: string) => accounts.find((account) => account.remoteId === id);
    assert.equal(of(ours.remoteId)?.person, ours.person);
    assert.equal(of(ours.remoteId)?.account, 'active');
    assert.ok(of(ours.remoteId)?.entitlements.includes(one));
    assert.equal(of(gone.remoteId)?.person, gone.person);
    assert.equal(of(gone.remoteId)?.account, 'suspended');
    assert.ok(of(foreign), 'foreign accounts are shown');
    assert.equal(of(foreign)?.person, undefined, 'and are nobody’s');
    assert.ok(of(foreign)?.entitlements.includes(one));
  },
};

const resumes: Law = {
  name: 'a scan goes on from its checkpoint on another connection, without losing or doubling an account',
  run: async (bench) => {
    const ids = await manyPages(bench);
    const signal = AbortSignal.timeout(20_000);
    const first = await bench.connect().scan({ signal });
    assert.ok(first.kind === 'page' && first.checkpoint, 'there is more after the first page');
    const seen = first.accounts.map((account) => account.remoteId);
    for (let checkpoint: string | undefined = first.checkpoint, pages = 0; checkpoint && pages < 500; pages += 1) {
      const page = await bench.connect().scan({ checkpoint, signal: AbortSignal.timeout(20_000) });
      assert.ok(page.kind === 'page', JSON.stringify(page));
      seen.push(...page.accounts.map((account) => account.remoteId));
      if (page.certificate) assert.equal(page.certificate.accounts, seen.length);
      checkpoint = page.checkpoint;
    }
    assert.equal(new Set(seen).size, seen.length, 'no account twice');
    assert.deepEqual(
      ids.filter((id) => !seen.includes(id)),
      [],
      'no account missed',
    );
  },
};

const listTroubles: readonly { readonly trouble: Trouble; readonly says: string }[] = [
  { trouble: 'list-truncated', says: 'a truncated list' },
  { trouble: 'list-empty', says: 'an empty list' },
  { trouble: 'list-failing', says: 'a list whose second page fails' },
  { trouble: 'list-repeated', says: 'a list that repeats its first page' },
  { trouble: 'list-wrong-count', says: 'a list whose count is wrong' },
  { trouble: 'list-gone', says: 'a list that answers "not found"' },
];

const noProof: readonly Law[] = listTroubles.map(({ trouble, says }) => ({
  name: `${says} gives no certificate`,
  run: async (bench) => {
    await manyPages(bench);
    await bench.plant(trouble);
    const { last } = await bench.scan(bench.connect());
    assert.ok(last.kind === 'fault' || last.certificate === undefined, `a certificate: ${JSON.stringify(last)}`);
  },
}));

/** The accounts that fill the pages of a world: foreign ones that no law touches, so that all may share them. */
const fillers = new WeakMap<Direct, string[]>();

/** Sees to it that there are more than two pages of accounts; answers ids that a scan must show. */
async function manyPages(bench: Bench): Promise<readonly string[]> {
  const { direct } = bench.world;
  const { pageSize } = bench.connect().capabilities.paging;
  assert.ok(pageSize <= 5, `the world sets a page size of at most 5, not ${pageSize}`);
  const ids = fillers.get(direct) ?? [];
  fillers.set(direct, ids);
  while (ids.length < pageSize * 2 + 1) ids.push(await direct.createForeign(bench.person('page').userName));
  return ids;
}

export const scanLaws: readonly Law[] = [whole, told, resumes, ...noProof];
