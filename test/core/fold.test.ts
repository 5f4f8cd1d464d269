// The fold: whatever order facts come in, they say the same of a person.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { absorb } from '../../shared/core/fact.ts';
import { fold } from '../../shared/core/fold.ts';
import type { Fact } from '../../shared/model/person.ts';

const NOW = 1_000;

function aFact(fields: Partial<Fact>): Fact {
  return { source: 'hr', id: 'e', ver: 1, whole: false, at: 1, set: {}, turns: [], ...fields };
}

function identityOf(facts: readonly Fact[], now = NOW) {
  return fold(
    facts.reduce<readonly Fact[]>((all, fact) => absorb(all, fact, now).facts, []),
    now,
  );
}

const hire = aFact({
  id: 'hire',
  ver: 10,
  at: 10,
  set: { department: 'Sales' },
  turns: [{ status: 'active', at: 10 }],
});
const leave = aFact({ id: 'leave', ver: 20, at: 20, turns: [{ status: 'left', at: 500 }] });

/** Facts of one source have versions of their own, as events of one system have. */
const facts = fc
  .uniqueArray(
    fc.record({
      ver: fc.integer({ min: 1, max: 60 }),
      at: fc.integer({ min: 1, max: 1_200 }),
      whole: fc.boolean(),
      source: fc.constantFrom('hr', 'file'),
      department: fc.constantFrom('Sales', 'Support', null),
      title: fc.option(fc.constantFrom('Agent', 'Lead'), { nil: undefined }),
      turn: fc.option(
        fc.record({ status: fc.constantFrom('active', 'paused', 'left'), at: fc.integer({ min: 1, max: 1_200 }) }),
        { nil: undefined },
      ),
    }),
    { minLength: 1, maxLength: 6, selector: ({ ver }) => ver },
  )
  .map((all) =>
    all.map(({ ver, at, whole, source, department, title, turn }) =>
      aFact({
        id: `e${ver}`,
        ver,
        whole,
        source,
        at: whole ? ver : at,
        set: { ...(whole && department === null ? {} : { department }), ...(title !== undefined && { title }) },
        turns: turn ? [turn as Fact['turns'][number]] : [],
      }),
    ),
  );

describe('the fold', () => {
  it('says the same of a person whatever order facts come in', () => {
    fc.assert(
      fc.property(facts, fc.integer(), (all, seed) => {
        const shuffled = all
          .map((fact, position) => ({ fact, key: Math.imul(position + 1, seed | 1) }))
          .sort((a, b) => a.key - b.key);
        expect(identityOf(shuffled.map(({ fact }) => fact))).toEqual(identityOf(all));
      }),
      { numRuns: 3_000 },
    );
  });

  it('says the same when every fact comes twice', () => {
    fc.assert(
      fc.property(facts, (all) => {
        expect(identityOf([...all, ...all])).toEqual(identityOf(all));
      }),
      { numRuns: 1_000 },
    );
  });

  it('forgets nothing that could still matter: pruned facts and all facts agree at every later moment', () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: NOW, max: 1_500 }), (all, later) => {
        const kept = all.reduce<readonly Fact[]>((some, fact) => absorb(some, fact, NOW).facts, []);
        expect(fold(kept, later)).toEqual(fold(all, later));
      }),
      { numRuns: 2_000 },
    );
  });

  it('ends employment at the leave and not before', () => {
    expect(identityOf([hire, leave], 499).status).toBe('active');
    expect(identityOf([hire, leave], 500).status).toBe('left');
  });

  it('opens a new epoch with a rehire, which a late leave of the old one does not touch', () => {
    const rehire = aFact({ id: 'rehire', ver: 700, at: 700, turns: [{ status: 'active', at: 700 }] });
    const identity = identityOf([hire, rehire, leave], 900);
    expect(identity).toMatchObject({ status: 'active', epoch: 700 });
  });

  it('takes a rescinded leave back, also when the rescind comes first', () => {
    const rescind = aFact({ id: 'sorry', ver: 30, at: 30, rescinds: 'leave' });
    expect(identityOf([hire, leave, rescind], 900).status).toBe('active');
    expect(identityOf([rescind, leave, hire], 900).status).toBe('active');
  });

  it('knows a hire that lies ahead, and when it begins', () => {
    const ahead = aFact({
      id: 'ahead',
      ver: 5,
      at: 5,
      set: { title: 'Agent' },
      turns: [{ status: 'active', at: 2_000 }],
    });
    expect(identityOf([ahead])).toMatchObject({ status: 'expected', nextAt: 2_000, attributes: { title: 'Agent' } });
  });

  it('lets a correction for an earlier day win over an older whole record', () => {
    const record = aFact({
      id: 'record',
      source: 'file',
      whole: true,
      ver: 100,
      at: 100,
      set: { department: 'Sales' },
    });
    const correction = aFact({ id: 'correction', ver: 200, at: 50, set: { department: 'Support' } });
    expect(identityOf([record, correction]).attributes.department).toBe('Support');
    expect(identityOf([correction, record]).attributes.department).toBe('Support');
  });
});
