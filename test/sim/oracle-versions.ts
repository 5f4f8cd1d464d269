// Judges which version decided about whom: one that was for that person then, in the end the one for them, and steps that waited.
import type { InForce, RollOut } from '../../shared/model/policy/in-force.ts';
import type { Item } from '../../shared/ports/table.ts';
import type { Company } from './company.ts';
import { type Belief, believe } from './oracle-fold.ts';
import type { LogRow } from './oracle-log.ts';
import { planOf } from './oracle-plans.ts';
import type { TruthFact } from './truth.ts';
import type { InForceMoment } from './versions.ts';

/** A worker knows what was in force up to five seconds ago, and writes what it decided within its timeout. */
const KNOWN_FOR = 66_000;
/** Nobody proves sooner than this that all have been decided. */
const SETTLING = 120_000;

export interface Decided {
  readonly company: Company;
  readonly facts: readonly TruthFact[];
  readonly rows: readonly LogRow[];
  readonly inForces: readonly InForceMoment[];
  readonly commits: ReadonlyMap<string, number>;
  /** The ledger, and our clock, when all is over. */
  readonly items: readonly Item[];
  readonly now: number;
}

interface Who {
  readonly person: string;
  readonly belief: Belief;
  /** The plan that was applied to them last. */
  readonly pin: string | undefined;
}

/** The oracle's own idea of the version for somebody. */
function versionBy({ base, rollOut, pins }: InForce, { person, belief: { attributes }, pin }: Who): string {
  const pinned = Object.entries(pins).find(([plan]) => plan === pin);
  if (pinned) return pinned[1].version;
  return rollOut && isTried(rollOut, person, attributes) ? rollOut.candidate.version : base.version;
}

function isTried({ candidate, cohort, percent }: RollOut, person: string, attributes: Belief['attributes']): boolean {
  const place = placeOf(cohort?.name ?? candidate.version, person);
  if (place < percent) return true;
  if (!cohort) return false;
  if (cohort.name === 'engineers') return attributes.department === 'eng';
  return place < (cohort.who.percent ?? 0);
}

/** 0 up to 100, by FNV-1a and the last steps of murmur3. */
function placeOf(name: string, person: string): number {
  let hash = 2_166_136_261;
  for (const byte of Buffer.from(`${name}\n${person}`, 'latin1')) hash = Math.imul(hash ^ byte, 16_777_619) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 2_246_822_507) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 3_266_489_909) >>> 0;
  return (((hash ^ (hash >>> 16)) >>> 0) % 10_000) / 100;
}

export function versionBreaks(of: Decided): readonly string[] {
  if (of.inForces.length === 0) return [];
  return [...rowBreaks(of), ...endBreaks(of), ...stepBreaks(of.inForces)];
}

/** Only where events say all there is to know is it known what was known. */
function rowBreaks({ company, facts, rows, inForces, commits }: Decided): readonly string[] {
  if (company.channel !== 'fat') return [];
  const people = Map.groupBy(
    rows.filter(({ noun }) => noun === 'person'),
    ({ id }) => id,
  );
  return [...people].flatMap(([person, own]) => {
    const known = new Set<string>();
    let pin: string | undefined;
    return own
      .toSorted((a, b) => a.number - b.number)
      .flatMap((row) => {
        for (const { id } of row.events ?? []) known.add(factOf(id));
        if (row.policy === undefined) return [];
        pin = planOf(row) ?? pin;
        const belief = believe(
          facts.filter(({ id }) => known.has(id)),
          Date.parse(row.at),
        );
        const until = commits.get(row.place) ?? 0;
        const live = liveWithin(inForces, until).map((inForce) => versionBy(inForce, { person, belief, pin }));
        return live.includes(row.policy)
          ? []
          : [
              `${person}: revision ${row.revision} is decided by ${row.policy}, where [${[...new Set(live)]}] was for them`,
            ];
      });
  });
}

function liveWithin(inForces: readonly InForceMoment[], until: number): readonly InForce[] {
  return inForces
    .filter(
      ({ at }, place) => at <= until && (inForces[place + 1]?.at ?? Number.POSITIVE_INFINITY) >= until - KNOWN_FOR,
    )
    .map(({ inForce }) => inForce);
}

/** `hr:p1:p1-e3-again` tells of the fact `p1-e3`. */
export function factOf(event: string): string {
  return (event.split(':').at(-1) ?? '').replace(/-again$/, '').replace(/~.*$/, '');
}

/** When all is over nothing is on trial, and everybody was decided by the version for them. */
function endBreaks({ items, inForces, facts, rows, now }: Decided): readonly string[] {
  const last = inForces.at(-1)?.inForce;
  if (!last) return [];
  const open = last.rollOut ? [`${last.rollOut.candidate.version} is on trial for ever`] : [];
  const people = items.filter(({ sk }) => sk === 'person');
  const stale = people.flatMap(({ pk, fields }) => {
    const id = pk.split('#')[2] ?? '';
    const own = facts.filter(({ subject }) => `emp-${subject}` === id);
    const pins = rows.filter((row) => row.noun === 'person' && row.id === id && planOf(row) !== undefined);
    const newest = pins.toSorted((a, b) => a.number - b.number).at(-1);
    const version = versionBy(last, { person: id, belief: believe(own, now), pin: newest && planOf(newest) });
    return fields.pol === version ? [] : [`${id} is decided by ${fields.pol} in the end, where ${version} is for them`];
  });
  return [...open, ...stale];
}

/** Changes follow one another; a trial goes on by itself after its watch, and never while it is frozen. */
function stepBreaks(inForces: readonly InForceMoment[]): readonly string[] {
  return inForces.flatMap((moment, place) => {
    const before = inForces[place - 1]?.inForce;
    if (!before) return [];
    const { inForce: after } = moment;
    const gaps = after.v === before.v + 1 ? [] : [`what is in force goes from ${before.v} to ${after.v}`];
    return [...gaps, ...(moment.bySweep ? goingOnBreaks(before, moment) : []), ...freezeBreaks(before, after)];
  });
}

function goingOnBreaks({ rollOut }: InForce, { inForce: after, wall }: InForceMoment): readonly string[] {
  if (!rollOut) return [];
  const isWider = after.rollOut !== undefined && after.rollOut.percent > rollOut.percent;
  const isOver = !after.rollOut && after.base.version === rollOut.candidate.version;
  const isEarly = wall - rollOut.since < rollOut.watch + SETTLING;
  return (isWider || isOver) && isEarly ? ['a trial goes on before its watch is over'] : [];
}

/** While it is frozen, only a return changes what is for whom. */
function freezeBreaks(before: InForce, after: InForce): readonly string[] {
  if (!before.frozen) return [];
  const isSame = after.base.version === before.base.version && after.rollOut?.since === before.rollOut?.since;
  const isReturn = !after.rollOut && after.base.version === before.base.version;
  return isSame || isReturn ? [] : ['something goes on while the policy is frozen'];
}
