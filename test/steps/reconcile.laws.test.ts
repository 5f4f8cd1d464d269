// Whatever was done by hand, and whatever happens while the lists are read: access comes back once, nothing is taken away, and a
// second comparison writes nothing.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Connection } from '../../shared/ports/adapter.ts';
import { aCompany, type Company } from '../builders/a-company.ts';
import { change, hire, leave } from '../builders/occasions.ts';
import { reconciled } from '../builders/reconciling.ts';

const PEOPLE = 8;
const person = fc.integer({ min: 1, max: PEOPLE }).map(String);

/** Done at the target, behind our back. */
const deed = fc.record({
  what: fc.constantFrom('delete', 'take a group', 'add a group', 'suspend', 'make one', 'mark one'),
  person,
});
/** Done while a page of the list is read. */
const meanwhile = fc.record({
  page: fc.integer({ min: 0, max: 6 }),
  what: fc.constantFrom('hire', 'leave', 'move', 'delete', 'nothing'),
  person,
});

interface Deed {
  readonly what: string;
  readonly person: string;
}

/** Every account that is made by hand has a name of its own. */
let named = 0;

function byHand(company: Company, { what, person: subject }: Deed): void {
  const { server } = company.target();
  const [account] = company.target().accounts(`staff-${subject}`);
  const name = `by-hand-${++named}`;
  if (what === 'make one') server.make({ userName: name, profile: { userName: name } });
  if (what === 'mark one')
    server.make({ userName: name, person: `staff-lost-${subject}`, profile: { userName: name } });
  if (!account) return;
  if (what === 'delete') server.accounts.delete(account.id);
  if (what === 'take a group') server.edit(account.id, { held: account.held.slice(1) });
  if (what === 'add a group') server.edit(account.id, { held: [...new Set([...account.held, 'group:three'])] });
  if (what === 'suspend') server.edit(account.id, { active: false });
}

async function happens(company: Company, { what, person: subject }: Deed): Promise<void> {
  if (what === 'hire') await company.say(`new-${subject}`, hire('hire', { userName: `new-${subject}` }));
  if (what === 'leave') await company.say(subject, leave());
  if (what === 'move') await company.say(subject, change('move', { department: 'Sales' }));
  if (what === 'delete') byHand(company, { what, person: subject });
}

it('holds for any damage and any coincidence', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { maxLength: 6 }), fc.array(meanwhile, { maxLength: 4 }), async (deeds, events) => {
      let pages = 0;
      const company: Company = await aCompany({ target: { app: { bend: (plain) => interrupted(plain, before) } } });
      async function before(): Promise<void> {
        const due = events.filter(({ page }) => page === pages);
        pages += 1;
        for (const event of due) await happens(company, event);
      }
      pages = -1_000;
      for (let number = 1; number <= PEOPLE; number++)
        await company.say(String(number), hire('hire', { userName: `user-${number}` }));
      await company.pass(3);
      for (const one of deeds) byHand(company, one);
      pages = 0;
      await reconciled(company);
      const made = [...company.target().server.accounts.keys()];
      pages = 1_000;
      await company.work();
      await company.pass(4);
      await reconciled(company);
      await company.work();
      await company.pass(4);
      const writes = company.target().calls.filter(({ verb }) => verb === 'apply').length;
      expect(await reconciled(company)).toMatchObject({ complete: true, repaired: 0, inFlight: 0 });
      expect(company.target().calls.filter(({ verb }) => verb === 'apply')).toHaveLength(writes);
      expect([...company.target().server.accounts.keys()]).toEqual(expect.arrayContaining(made));
      await everybodyHasWhatIsWished(company);
      expect(await company.audited()).toMatchObject({ ok: true });
    }),
    { numRuns: 60 },
  );
}, 120_000);

/** Lets something happen before each page. */
function interrupted(plain: Connection, before: () => Promise<void>): Connection {
  return {
    ...plain,
    scan: async (request) => {
      await before();
      return plain.scan(request);
    },
  };
}

/** One account a person; who is wished active and was not suspended by hand holds all of it. */
async function everybodyHasWhatIsWished(company: Company): Promise<void> {
  for (let number = 1; number <= PEOPLE; number++) {
    const { standings } = await company.person(String(number));
    const wish = standings.app?.wish;
    const accounts = company.target().accounts(`staff-${number}`);
    expect(accounts.length).toBeLessThanOrEqual(1);
    if (wish?.account !== 'active') continue;
    expect(accounts).toHaveLength(1);
    if (accounts[0]?.active) expect(accounts[0].held).toEqual(expect.arrayContaining([...wish.entitlements]));
  }
}
