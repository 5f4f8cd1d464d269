// A person as an item of the ledger: keys, packing, and the moment at which somebody must look.
import type { Fact, Person, Standing } from '../model/person.ts';
import type { Fields, Item, Key } from '../ports/table.ts';
import { dueAt, dueShard } from './inbox.ts';
import { packStanding, unpackStanding } from './standing.ts';
import { CLAIM, GRACE, onGrid } from './timing.ts';

export function personKey(tenant: string, person: string): Key {
  return { table: 'state', pk: `${tenant}#p#${person}`, sk: 'person' };
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
 * here is given the grace that its wake-up message has. On the grid.
 */
export function dueOf({
  standings,
  nextFact,
  now,
}: {
  standings: Person['standings'];
  nextFact: number | undefined;
  now: number;
}): number | undefined {
  const moments = Object.values(standings).flatMap((standing) => lookAt(standing, now) ?? []);
  if (nextFact !== undefined) moments.push(nextFact);
  if (moments.length === 0) return undefined;
  const earliest = Math.min(...moments);
  return onGrid(earliest <= now ? now + GRACE : earliest);
}

function packFact({ source, id, ver, whole, at, set, turns, rescinds }: Fact): unknown[] {
  const packedTurns = turns.map(({ status, at: when, of }) => (of === undefined ? [status, when] : [status, when, of]));
  return [
    source,
    id,
    ver,
    whole ? 1 : 0,
    at === ver ? 0 : at,
    set,
    packedTurns,
    ...(rescinds === undefined ? [] : [rescinds]),
  ];
}

type PackedFact = [
  string,
  string,
  number,
  0 | 1,
  number,
  Fact['set'],
  [Fact['turns'][number]['status'], number, string?][],
  string?,
];

function unpackFact([source, id, ver, whole, at, set, turns, rescinds]: PackedFact): Fact {
  const unpacked = turns.map(([status, when, of]) => ({ status, at: when, ...(of !== undefined && { of }) }));
  return {
    source,
    id,
    ver,
    whole: whole === 1,
    at: at === 0 ? ver : at,
    set,
    turns: unpacked,
    ...(rescinds !== undefined && { rescinds }),
  };
}

/** The person as a stored item, in the due index while `due` is set. */
export function personItem(person: Person, sha256: (text: string) => string): Item {
  const key = personKey(person.tenant, person.id);
  const fields: Fields = {
    v: person.v,
    rev: person.rev,
    aud: person.aud,
    pol: person.policy,
    facts: JSON.stringify(person.facts.map(packFact)),
    st: Object.fromEntries(
      Object.entries(person.standings).map(([target, standing]) => [target, packStanding(standing)]),
    ),
    ...(person.lost !== undefined && { lost: person.lost }),
    ...(person.nextFact !== undefined && { nf: person.nextFact }),
    ...(person.due !== undefined && { due: person.due }),
  };
  return {
    ...key,
    fields,
    ...(person.due !== undefined && {
      index: { shard: dueShard(person.tenant, key.pk, sha256), at: dueAt(person.due) },
    }),
  };
}

/** The inverse of `personItem`. */
export function personOf(item: Item): Person {
  const [tenant = '', , id = ''] = item.pk.split('#');
  const { v, rev, aud, pol, facts, st, lost, nf, due } = item.fields as {
    v: number;
    rev: number;
    aud: number;
    pol: string;
    facts: string;
    st: { [target: string]: string };
    lost?: number;
    nf?: number;
    due?: number;
  };
  return {
    tenant,
    id,
    v,
    rev,
    aud,
    policy: pol,
    facts: (JSON.parse(facts) as PackedFact[]).map(unpackFact),
    standings: Object.fromEntries(
      Object.entries(st)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([target, packed]) => [target, unpackStanding(packed)]),
    ),
    ...(lost !== undefined && { lost }),
    ...(nf !== undefined && { nextFact: nf }),
    ...(due !== undefined && { due }),
  };
}
