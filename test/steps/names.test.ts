// Two people of one name: the second gets a number, each keeps theirs for good, whatever comes in between.
import { describe, expect, it } from 'vitest';
import type { Policy, WrittenPolicy } from '../../shared/model/policy/policy.ts';
import { aCompany } from '../builders/a-company.ts';
import { aPolicy } from '../builders/a-person.ts';
import { change, hire, leave } from '../builders/occasions.ts';

/** `{givenName}` in small letters, unique at the app. */
function uniqueNames(): Policy {
  const mappings: WrittenPolicy['mappings'] = {
    app: { userName: { template: '{givenName}', characters: 'a-z0-9', maxLength: 6, unique: true } },
  };
  return { ...aPolicy(), mappings };
}

const named = (givenName: string) => hire('hire', { givenName, userName: givenName });

async function hired(...names: readonly string[]) {
  const company = await aCompany({ policy: uniqueNames() });
  for (const [at, name] of names.entries()) {
    await company.say(String(at + 1), named(name));
    await company.work();
  }
  await company.pass(2);
  const namesOf = () =>
    names.flatMap((_, at) =>
      company
        .target()
        .accounts(`staff-${at + 1}`)
        .map(({ userName }) => userName),
    );
  return { company, namesOf };
}

describe('a unique user name', () => {
  it('is the plain one for the first, and has a number from the second on, within what the target takes', async () => {
    const { namesOf } = await hired('Maria', 'María', 'MARIA', 'Katharina', 'Kathariná');
    expect(namesOf()).toEqual(['maria', 'maria2', 'maria3', 'kathar', 'katha2']);
  });

  it('stays with its person when the one before has left, and is not given to somebody new', async () => {
    const { company, namesOf } = await hired('Maria', 'Maria');
    await company.say('1', leave());
    await company.pass(2);
    await company.say('2', change('moves', { title: 'Lead' }));
    await company.pass(2);
    await company.say('3', named('Maria'));
    await company.pass(2);
    expect(namesOf()[1]).toBe('maria2');
    expect(
      company
        .target()
        .accounts('staff-3')
        .map(({ userName }) => userName),
    ).toEqual(['maria3']);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it("is nobody else's where no number fits: the second one waits without an account", async () => {
    const mappings = { app: { userName: { template: '{givenName}', characters: 'a-z', unique: true } } };
    const company = await aCompany({ policy: { ...aPolicy(), mappings } });
    await company.say('1', named('Maria'));
    await company.work();
    await company.say('2', named('Maria'));
    await company.pass(2);
    expect(company.target().accounts('staff-1')).toMatchObject([{ userName: 'maria' }]);
    expect(company.target().accounts('staff-2')).toEqual([]);
  });

  it('goes to one of two who want it at once', async () => {
    const company = await aCompany({ policy: uniqueNames() });
    await Promise.all([company.say('1', named('Maria')), company.say('2', named('Maria'))]);
    await company.pass(2);
    const names = ['staff-1', 'staff-2'].flatMap((id) =>
      company
        .target()
        .accounts(id)
        .map(({ userName }) => userName),
    );
    expect(names.toSorted()).toEqual(['maria', 'maria2']);
  });
});
