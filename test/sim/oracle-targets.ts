// Looks at the targets themselves: is everybody where the facts and the policy say, and nobody else touched?
import type { Company } from './company.ts';
import { believe, type Due, dueAt } from './oracle-fold.ts';
import type { LogRow } from './oracle-log.ts';
import { type Account, present, type Server, wasRemovedByHand } from './server.ts';
import type { TruthFact } from './truth.ts';

export interface Scene {
  readonly company: Company;
  readonly facts: readonly TruthFact[];
  readonly rows: readonly LogRow[];
  readonly now: number;
}

/** Final states of all people at all targets. */
export function stateBreaks(scene: Scene): readonly string[] {
  const { company } = scene;
  return company.subjects.flatMap((subject) =>
    [...company.servers.values()].flatMap((server) => personBreaks(scene, subject, server)),
  );
}

function personBreaks({ company, facts, rows, now }: Scene, subject: string, server: Server): readonly string[] {
  const person = `emp-${subject}`;
  const where = `${person} at ${server.name}`;
  const accounts = server.accounts.filter((account) => account.person === person);
  if (accounts.length > 1) return [`${where} has ${accounts.length} accounts`];
  const own = rows.filter(({ noun, id }) => noun === 'person' && id === person).toSorted((a, b) => a.number - b.number);
  const policy = own.findLast((row) => row.policy !== undefined)?.policy ?? 'v1';
  const belief = believe(
    facts.filter((fact) => fact.subject === subject),
    now,
  );
  const due = dueAt(company.access[policy] ?? (company.access.v1 as Company['access'][string]), belief, server.name);
  const end = lastEnd(own, server.name);
  const problem = differs(accounts[0], due);
  const excuse = excuseFor({ company, subject, server, end, due });
  if (!problem) return end === 'superseded' ? [`${where} ends as superseded`] : [];
  // Nothing is given back to somebody who is to lose it: not by a redrive, not by a reconciliation.
  if (isHeld(own, server.name) && wasRemovedByHand(server, person)) return [];
  if (isHeld(own, server.name)) return heldBreaks(where, own, { server, account: accounts[0] });
  return excuse ? [] : [`${where}: ${problem}, ${belief.status}, last operation ${end ?? 'none'}`];
}

/** Each decision names what is held still. */
function isHeld(own: readonly LogRow[], target: string): boolean {
  const plan = own.findLast(({ policy }) => policy !== undefined)?.plan ?? [];
  return plan.some((line) => line.target === target && line.change.includes('(held)'));
}

/** How the newest operation of the person at the target ended. */
function lastEnd(own: readonly LogRow[], target: string): string | undefined {
  const revision = own.findLast(({ wished }) => wished?.includes(target))?.revision;
  const ends = own.flatMap(({ operations }) => operations ?? []);
  return ends.find((one) => one.target === target && one.revision === revision)?.end;
}

function differs(account: Account | undefined, due: Due | undefined): string | undefined {
  const state = account && present(account);
  const has = state ? [...state.entitlements] : [];
  if (!due?.active) {
    if (state?.active) return 'has an active account that is not due';
    const extra = has.filter((name) => !due?.entitlements.includes(name));
    return extra.length > 0 ? `keeps ${extra}` : undefined;
  }
  if (!state) return 'lacks the account';
  if (!state.active) return 'has a suspended account';
  if (has.join() !== due.entitlements.join()) return `has [${has}] where [${due.entitlements}] is due`;
  return state.userName === due.userName ? undefined : `is called ${state.userName}, not ${due.userName}`;
}

interface Excuse {
  readonly company: Company;
  readonly subject: string;
  readonly server: Server;
  readonly end: string | undefined;
  readonly due: Due | undefined;
}

/** Parked and refused are ends too, where the target or a protection has its reason. */
function excuseFor({ company, subject, server, end, due }: Excuse): boolean {
  if (end === 'refused')
    return (company.settings.protected[server.name] ?? []).some((name) => name.split('.')[0] === subject);
  if (end !== 'parked') return false;
  const squatted = server.accounts.some(
    (account) => account.person === undefined && present(account).userName === subject,
  );
  return squatted || (due?.entitlements.includes('group:void') ?? false);
}

/** What the guard holds is not lost: the account has what the log says was given and not taken. */
function heldBreaks(
  where: string,
  own: readonly LogRow[],
  { server, account }: { server: Server; account: Account | undefined },
) {
  // Superseded before it was ever made: there is nothing that could have been lost.
  if (!account) return [];
  const ends = own.flatMap(({ operations = [] }) => operations).filter(({ target }) => target === server.name);
  if (['parked', 'refused'].includes(ends.findLast((one) => one.end !== 'held')?.end ?? '')) return [];
  const model = modelOf(own, server.name);
  const state = present(account);
  const has = [...(state.active ? ['account'] : []), ...state.entitlements];
  const missing = [...model].filter((name) => !has.includes(name));
  return missing.length > 0 ? [`${where} is held and yet lost ${missing}`] : [];
}

/** What the plans in the log add up to, held and protected ones left out. */
export function modelOf(own: readonly LogRow[], target: string): ReadonlySet<string> {
  const model = new Set<string>();
  for (const { plan = [] } of own)
    for (const { target: where, change, what } of plan)
      if (where === target && !change.includes('('))
        for (const word of what.split(' ')) {
          if (word.startsWith('+')) model.add(word.slice(1));
          if (word.startsWith('-')) model.delete(word.slice(1));
        }
  return model;
}

/** Accounts that are not ours are as they were. */
export function foreignBreaks({ servers }: Company): readonly string[] {
  return [...servers.values()].flatMap(({ name, accounts }) =>
    accounts.flatMap((account) =>
      account.person === undefined && account.states.length > 1
        ? [`foreign account ${account.id} at ${name} was changed`]
        : [],
    ),
  );
}

/** Nobody is made into, renamed to or changed as an account that the settings protect. */
export function protectedBreaks({ servers, settings }: Company): readonly string[] {
  return [...servers.values()].flatMap(({ name, accounts }) => {
    const names = settings.protected[name] ?? [];
    const touched = accounts.filter(
      ({ person, states }) => person && states.some((state) => names.includes(state.userName)),
    );
    return touched.map(({ person }) => `the protected account of ${person} at ${name} was touched`);
  });
}
