// An end that was fixed when access was granted: a contract with its last day is no loss that anybody has to count.
import type { Fact } from '../model/person.ts';
import { fold, speaking } from './fold.ts';

type Turn = Fact['turns'][number];

interface Said {
  readonly turn: Turn;
  readonly by: Fact;
}

/**
 * Whether the employment that has ended by `now` began with a statement that named its last day. Only a patch can tell:
 * a whole record is said again and again, and what it says of the end may be news. And only where nothing else that is
 * known of the person speaks of a beginning then or later, and where they did not work here right before it.
 */
export function endsAsGranted(facts: readonly Fact[], now: number): boolean {
  const last = lastTurn(facts, now);
  if (last?.turn.status !== 'left' || last.by.whole) return false;
  const begun = last.by.turns.find(
    ({ status, at, of }) => status === 'active' && at < last.turn.at && of === last.turn.of,
  );
  if (!begun) return false;
  const before = fold(facts, begun.at - 1).status;
  return (
    before !== 'active' &&
    before !== 'paused' &&
    facts.every((fact) => fact === last.by || fact.turns.every((turn) => isEarlier(turn, begun)))
  );
}

function isEarlier({ status, at }: Turn, begun: Turn): boolean {
  return status !== 'active' || at < begun.at;
}

function lastTurn(facts: readonly Fact[], now: number): Said | undefined {
  const said = speaking(facts).flatMap((by) => by.turns.map((turn): Said => ({ turn, by })));
  return said
    .filter(({ turn }) => turn.at <= now)
    .sort(byEffect)
    .at(-1);
}

function byEffect(a: Said, b: Said): number {
  return a.turn.at - b.turn.at || a.by.ver - b.by.ver || (a.by.id < b.by.id ? -1 : 1);
}
