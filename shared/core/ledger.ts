// A person as an item of the ledger: keys, packing, and the moment at which somebody must look.
import type { Person, Standing } from '../model/person.ts';
import type { Fields, Item, Key } from '../ports/table.ts';
import { packAsked, unpackAsked } from './asked.ts';
import { dueAt, dueShard } from './inbox.ts';
import { packFacts, unpackFacts } from './packed-fact.ts';
import { packOnTrial, unpackOnTrial } from './packed-trial.ts';
import { shareParts, unshareParts } from './shared-parts.ts';
import { packStanding, unpackStandings } from './standing.ts';
import { CLAIM, GRACE, onGrid } from './timing.ts';

export function personKey(tenant: string, person: string): Key {
  return { table: 'state', pk: `${tenant}#p#${person}`, sk: 'person' };
}

/** Whether an item of the table is one of the tenant's people. */
export function isPersonItem(tenant: string, { pk, sk }: Pick<Item, 'pk' | 'sk'>): boolean {
  return sk === 'person' && pk.startsWith(`${tenant}#p#`);
}

/** A person nobody has heard of yet. */
export function newPerson(tenant: string, id: string): Person {
  return { tenant, id, v: 0, rev: 0, aud: 0, policy: '', facts: [], standings: {} };
}

/** When somebody must look at this target again; undefined: never by itself. */
function lookAt(standing: Standing, decided: number): number | undefined {
  const moments: number[] = [];
  if (standing.state === 'open') moments.push(standing.next ?? decided + GRACE);
  if (standing.state === 'claimed') moments.push((standing.claimed ?? decided) + CLAIM);
  if (standing.state === 'applied') moments.push(standing.verify ?? decided + GRACE);
  if (standing.look !== undefined) moments.push(standing.look);
  return moments.length > 0 ? Math.min(...moments) : undefined;
}

/**
 * The due time of a person at `now`: the earliest of its targets' moments and the next fact. A moment that is already
 * here is given the grace that its wake-up message has, once: a write does not postpone whom the sweep is to find, whose
 * due time `before` is. On the grid.
 */
export function dueOf({
  standings,
  nextFact,
  now,
  before = Number.POSITIVE_INFINITY,
}: {
  standings: Person['standings'];
  nextFact: number | undefined;
  now: number;
  before?: number | undefined;
}): number | undefined {
  const moments = Object.values(standings).flatMap((standing) => lookAt(standing, now) ?? []);
  if (nextFact !== undefined) moments.push(nextFact);
  if (moments.length === 0) return undefined;
  const earliest = Math.min(...moments);
  return earliest <= now ? Math.min(before, onGrid(now + GRACE)) : onGrid(earliest);
}

/** The person as a stored item, in the due index while `due` is set. */
export function personItem(person: Person, sha256: (text: string) => string): Item {
  const key = personKey(person.tenant, person.id);
  const standings = Object.entries(person.standings).map(
    ([target, standing]) => [target, packStanding(standing)] as const,
  );
  const { packed, shared } = shareParts(Object.fromEntries(standings));
  const fields: Fields = {
    v: person.v,
    rev: person.rev,
    aud: person.aud,
    pol: person.policy,
    facts: packFacts(person.facts),
    st: packed,
    ...(shared !== '' && { sh: shared }),
    ...(person.stood !== undefined && { so: person.stood }),
    ...(person.lost !== undefined && { lost: person.lost }),
    ...(person.blocked &&
      person.blocked.length > 0 && { bl: person.blocked.map(({ target, missing }) => [target, missing]) }),
    ...(person.nextFact !== undefined && { nf: person.nextFact }),
    ...(person.pin !== undefined && { pin: person.pin }),
    ...(person.onTrial && { tr: packOnTrial(person.onTrial) }),
    ...(person.asked && person.asked.length > 0 && { a: packAsked(person.asked) }),
    ...(person.numbers && Object.keys(person.numbers).length > 0 && { nu: person.numbers }),
  };
  return {
    ...key,
    fields,
    ...(person.due !== undefined && {
      index: { shard: dueShard(person.tenant, key.pk, sha256), at: dueAt(person.due) },
    }),
  };
}

/** The fields of a person's item. */
interface PersonFields {
  readonly v: number;
  readonly rev: number;
  readonly aud: number;
  readonly pol: string;
  readonly facts: string;
  readonly st: { readonly [target: string]: string };
  readonly sh?: string;
  readonly so?: number;
  readonly lost?: number;
  readonly bl?: readonly (readonly [target: string, missing: string])[];
  readonly nf?: number;
  readonly pin?: string;
  readonly tr?: string;
  /** Packed asks. */
  readonly a?: string;
  readonly nu?: NonNullable<Person['numbers']>;
}

/** The inverse of `personItem`. */
export function personOf({ pk, fields, index }: Item): Person {
  const [tenant = '', , id = ''] = pk.split('#');
  const { v, rev, aud, pol, facts, st, sh, so, lost, bl, nf, pin, tr, a, nu } = fields as Fields & PersonFields;
  return {
    tenant,
    id,
    v,
    rev,
    aud,
    policy: pol,
    facts: unpackFacts(facts),
    standings: unpackStandings(unshareParts({ packed: st, shared: sh ?? '' })),
    ...(so !== undefined && { stood: so }),
    ...(lost !== undefined && { lost }),
    ...(bl && { blocked: bl.map(([target, missing]) => ({ target, missing })) }),
    ...(nf !== undefined && { nextFact: nf }),
    ...(pin !== undefined && { pin }),
    ...(tr !== undefined && { onTrial: unpackOnTrial(tr) }),
    ...(a !== undefined && { asked: unpackAsked(a) }),
    ...(nu && { numbers: nu }),
    ...(index && { due: Number(index.at) }),
  };
}
