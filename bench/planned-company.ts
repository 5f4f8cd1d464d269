// A large company as its store would give it, a line of JSON for each person, decided by a policy of 200 roles; and another policy.
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { profileDigest } from '../shared/core/diff.ts';
import { fold } from '../shared/core/fold.ts';
import { personItem } from '../shared/core/ledger.ts';
import { wantedOf } from '../shared/core/wanted.ts';
import type { Person, Standing } from '../shared/model/person.ts';
import { Policy } from '../shared/model/policy/policy.ts';
import type { Pipeline } from '../shared/ports/pipeline.ts';
import { aPerson, aStanding } from '../test/builders/a-person.ts';
import { sha256 } from '../test/builders/an-office.ts';
import { aLargePolicy, changedPolicy, hired } from './replayed-company.ts';

const ROLES = 200;
/** Targets at which everybody has an account. */
const EVERYWHERE = 7;

/** Everybody has seven targets; one role of 199 more, at one target each, by team, or by site, level and shift. */
export function policies(): { readonly before: Policy; readonly after: Policy } {
  const { roles, rules, ...policy } = aLargePolicy(ROLES - 1);
  const everywhere = Array.from({ length: EVERYWHERE }, (_, at) => [`target-${at}`, ['group:everybody']] as const);
  const everybody = {
    owner: 'it',
    risk: 'low',
    description: 'Everybody',
    entitlements: Object.fromEntries(everywhere),
  };
  const before = Policy.parse({
    ...policy,
    roles: { ...roles, everybody },
    rules: [...rules, { id: 'everybody', when: { attributes: { userName: { exists: true } } }, roles: ['everybody'] }],
  });
  return { before, after: changedPolicy(before) };
}

export interface Deciding {
  readonly number: number;
  /** ms. */
  readonly now: number;
  /** Beside those of everybody of that number. */
  readonly attributes?: { readonly [name: string]: string };
  /** Which spells the wishes; else they are as the policy says. */
  readonly pipeline?: Pick<Pipeline, 'target'>;
}

/** Somebody by their number, decided by the policy and verified everywhere. */
export function decidedBy(policy: Policy, { number, now, attributes = {}, pipeline }: Deciding): Person {
  const id = `staff-${number}`;
  const fact = hired(number);
  const facts = [{ ...fact, set: { ...fact.set, ...attributes } }];
  const canonical: Parameters<typeof wantedOf>[0]['canonical'] = (target, wish) =>
    pipeline?.target(target)?.canonical(wish) ?? wish;
  const { targets } = wantedOf({ person: id, identity: fold(facts, now), policy, canonical, now });
  const standings = Object.entries(targets).map(([target, { wish }]) => {
    const { account, entitlements } = wish;
    const wished = { account, entitlements, profile: profileDigest(wish.profile, sha256) };
    const remoteId = sha256(`${target} ${id}`).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');
    return [target, aStanding({ wish: wished, remoteId })] as const;
  });
  return aPerson({ id, policy: 'before', facts, standings: Object.fromEntries<Standing>(standings) });
}

/** Writes people 0 up to `count` as items, a line each. */
export async function writePeople(file: string, { count, now }: { readonly count: number; readonly now: number }) {
  const { before } = policies();
  const out = createWriteStream(file);
  for (let number = 0; number < count; number++)
    out.write(`${JSON.stringify(personItem(decidedBy(before, { number, now }), sha256))}\n`);
  out.end();
  await finished(out);
}
