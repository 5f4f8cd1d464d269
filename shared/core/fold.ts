// Facts in any order give one identity, attribute by attribute:
//
//   two patches            the later in effect wins, then the newer version, then the id
//   two whole statements   the newer version wins
//   a patch over a whole   wins if it was said after it, or takes effect after it was said
import type { EmploymentStatus } from '../model/event.ts';
import type { Fact, Identity } from '../model/person.ts';

/** Order of facts: by when they take effect, then the source's version, then id, so that arrival order never matters. */
function byEffect(a: { at: number; ver: number; id: string }, b: { at: number; ver: number; id: string }): number {
  return a.at - b.at || a.ver - b.ver || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** The facts that still speak: not replaced by a newer whole statement of their source, not taken back. */
export function speaking(facts: readonly Fact[]): readonly Fact[] {
  const newestWhole = new Map<string, Fact>();
  for (const fact of facts)
    if (fact.whole) {
      const other = newestWhole.get(fact.source);
      if (!other || other.ver < fact.ver || (other.ver === fact.ver && other.id < fact.id))
        newestWhole.set(fact.source, fact);
    }
  const rescinded = new Set(facts.flatMap((fact) => (fact.rescinds ? [`${fact.source}\n${fact.rescinds}`] : [])));
  return facts.filter((fact) => {
    const whole = newestWhole.get(fact.source);
    if (whole && fact !== whole && (fact.whole || fact.ver < whole.ver)) return false;
    return !rescinded.has(`${fact.source}\n${fact.id}`);
  });
}

interface OrderedTurn {
  readonly status: EmploymentStatus;
  readonly at: number;
  readonly of?: string;
  readonly ver: number;
  readonly id: string;
}

function turnsOf(facts: readonly Fact[]): readonly OrderedTurn[] {
  return facts.flatMap((fact) => fact.turns.map((turn) => ({ ...turn, ver: fact.ver, id: fact.id }))).sort(byEffect);
}

/** Employment after the turns up to `now`: a leave that names another employment than the present one changes nothing. */
function employment(turns: readonly OrderedTurn[], now: number): { status: Identity['status']; epoch?: number } {
  let status: Identity['status'] = turns.some((turn) => turn.status === 'active') ? 'expected' : 'unknown';
  let epoch: number | undefined;
  let of: string | undefined;
  for (const turn of turns) {
    if (turn.at > now) break;
    const otherEmployment = of !== undefined && turn.of !== undefined && turn.of !== of;
    if (turn.status !== 'active' && otherEmployment) continue;
    if (
      turn.status === 'active' &&
      (status === 'expected' || status === 'unknown' || status === 'left' || otherEmployment)
    )
      epoch = turn.at;
    if (turn.status === 'active') of = turn.of;
    status = turn.status;
  }
  if (status === 'left') epoch = undefined;
  return { status, ...(epoch !== undefined && { epoch }) };
}

/** Whether `other` comes over `fact` where both set the same attribute. */
export function overrules(other: Fact, fact: Fact): boolean {
  if (other.whole && fact.whole) return other.ver > fact.ver || (other.ver === fact.ver && other.id > fact.id);
  if (other.whole) return fact.ver <= other.ver && fact.at <= other.ver;
  if (fact.whole) return other.ver > fact.ver || other.at > fact.ver;
  return byEffect(other, fact) > 0;
}

/** Each attribute's winner among the facts that hold by then. */
function attributesAt(spoken: readonly Fact[], now: number): { [name: string]: string } {
  const winners = new Map<string, Fact>();
  const holding = spoken.filter(({ at, whole }) => whole || at <= now);
  const wholes = holding.filter(({ whole }) => whole).sort((a, b) => (overrules(a, b) ? 1 : -1));
  for (const fact of [...wholes, ...holding.filter(({ whole }) => !whole)])
    for (const name of Object.keys(fact.set)) {
      const before = winners.get(name);
      const base = fact.whole ? undefined : wholes.findLast(({ set }) => name in set);
      if (base && overrules(base, fact)) continue;
      if (!before || overrules(fact, before)) winners.set(name, fact);
    }
  const values = [...winners].flatMap(([name, { set }]) =>
    set[name] === null || set[name] === undefined ? [] : [[name, set[name]] as const],
  );
  return Object.fromEntries(values);
}

/** What the facts say of the person at `now` (ms). Deterministic; attributes are sorted by name. */
export function fold(facts: readonly Fact[], now: number): Identity {
  const spoken = [...speaking(facts)].sort(byEffect);
  const attributes = attributesAt(spoken, now);
  const turns = turnsOf(spoken);
  const ahead = [...spoken.filter(({ set, whole }) => !whole && Object.keys(set).length > 0), ...turns]
    .map(({ at }) => at)
    .filter((at) => at > now);
  return {
    ...employment(turns, now),
    attributes: Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))),
    ...(ahead.length > 0 && { nextAt: Math.min(...ahead) }),
  };
}
