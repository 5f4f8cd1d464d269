// Invents a history: what happens to people at the company, when the vendors tell of it, and what operators do.
import type { Company } from './company.ts';
import { departments } from './company.ts';
import type { Dice } from './dice.ts';
import { fatEvent, instant, isLeave, type TruthFact, thinEvent } from './truth.ts';
import type { Telling } from './vendor.ts';
import type { PolicyDeed } from './versions.ts';

export type Deed = {
  readonly at: number;
  readonly kind: 'release' | 'redrive' | 'fix-policy' | 'log-in' | PolicyDeed;
};

export interface Story {
  readonly facts: readonly TruthFact[];
  readonly tellings: readonly Telling[];
  readonly deeds: readonly Deed[];
  /** After this moment no fact takes effect and nothing more is told. */
  readonly end: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export function inventStory(dice: Dice, company: Company, start: number): Story {
  const many = company.subjects.length;
  const facts = company.subjects.flatMap((subject) =>
    lifeOf(dice, { subject, from: start + gap(dice), steps: many > 3 ? dice.between(2, 4) : dice.between(3, 10) }),
  );
  const tellings = facts.flatMap((fact) => tellingsOf(dice, company, { fact, facts }));
  const last = Math.max(...facts.map(({ at, ver, turns }) => Math.max(at, ver, ...turns.map((turn) => turn.at))));
  const end = Math.max(last, ...tellings.map(({ at }) => at)) + 12 * MINUTE;
  return {
    facts,
    tellings: dice.chance(0.2) ? batched(tellings) : tellings,
    deeds: deedsOf(dice, company, { start, end }),
    end,
  };
}

/** Mostly seconds and minutes, so that much happens while something is under way. */
function gap(dice: Dice): number {
  return dice.pick([
    dice.between(1, 2 * SECOND),
    dice.between(1, 30 * SECOND),
    dice.between(1, 30 * SECOND),
    dice.between(30 * SECOND, 130 * SECOND),
    dice.between(30 * SECOND, 130 * SECOND),
    dice.between(2 * MINUTE, 20 * MINUTE),
    dice.between(HOUR, 8 * HOUR),
    dice.between(DAY, 2 * DAY),
  ]);
}

interface Life {
  readonly subject: string;
  readonly from: number;
  readonly steps: number;
}

type Step = Pick<TruthFact, 'set' | 'turns'> & {
  readonly rescinds?: string;
  readonly at?: number;
  readonly source?: 'badge';
};

function lifeOf(dice: Dice, { subject, from, steps }: Life): readonly TruthFact[] {
  const facts: TruthFact[] = [];
  const named = dice.chance(0.5);
  let ver = from;
  let employments = 0;
  for (let step = 0; step < steps; step++) {
    const at = when(dice, ver);
    const status = facts.findLast(({ turns }) => turns.length > 0)?.turns.at(-1)?.status;
    const of = named ? { of: `job${employments}` } : {};
    const next = nextStep(dice, { subject, at, status, of, facts, renames: step });
    if (next.turns[0]?.status === 'active' && (status === undefined || status === 'left')) employments += 1;
    const turns = next.turns.map((turn) =>
      turn.status === 'active' && named ? { ...turn, of: `job${employments}` } : turn,
    );
    facts.push({
      ...sayWhen(dice, next.turns.length > 0 ? { ...next, turns } : next, { at: next.at ?? at, ver }),
      subject,
      id: `${subject}-e${step}`,
      ver,
      source: next.source ?? 'hr',
    });
    ver += gap(dice);
  }
  return facts;
}

/** Now, ahead of time, or too late. */
function when(dice: Dice, ver: number): number {
  const roll = dice.roll();
  if (roll < 0.72) return ver;
  if (roll < 0.86)
    return ver + dice.pick([dice.between(1, 5 * MINUTE), dice.between(1, 12 * HOUR), dice.between(1, 3 * DAY)]);
  return ver - dice.pick([dice.between(1, 5 * MINUTE), dice.between(1, DAY)]);
}

interface Present {
  readonly subject: string;
  readonly at: number;
  readonly status: string | undefined;
  readonly of: { readonly of?: string };
  readonly facts: readonly TruthFact[];
  readonly renames: number;
}

function nextStep(dice: Dice, present: Present): Step {
  const { subject, at, status, of, facts } = present;
  const department = dice.pick(departments);
  const hired = {
    set: { userName: subject, givenName: 'Ada', department },
    turns: [{ status: 'active' as const, at }],
  };
  if (facts.length === 0) return hired;
  if (status === 'left' && dice.chance(0.5))
    return dice.chance(0.5) ? hired : { set: { department }, turns: [{ status: 'active', at }] };
  const roll = dice.roll();
  if (roll < 0.42) return { set: { department }, turns: [] };
  if (roll < 0.67) return { set: {}, turns: [{ status: 'left', at, ...of }] };
  if (roll < 0.73) return { set: { userName: `${subject}.${present.renames}` }, turns: [] };
  if (roll < 0.8) return { set: {}, turns: [{ status: status === 'paused' ? 'active' : 'paused', at, ...of }] };
  if (roll < 0.86) return { set: { title: dice.pick(['lead', 'clerk']), department }, turns: [], source: 'badge' };
  const taken = facts.filter((fact) => isTakeable(fact, facts));
  if (roll < 0.95 && taken.length > 0) return { set: {}, turns: [], rescinds: dice.pick(taken).id };
  return { set: { givenName: dice.pick(['Ada', 'Grace']) }, turns: [] };
}

/** Told once, not the first hire, not taken back yet. */
function isTakeable(fact: TruthFact, facts: readonly TruthFact[]): boolean {
  if (fact.source === 'badge' || fact === facts[0] || fact.rescinds !== undefined) return false;
  return !facts.some(({ rescinds }) => rescinds === fact.id);
}

const zones = [
  { zone: 'UTC', hours: 0 },
  { zone: 'Asia/Tokyo', hours: 9 },
  { zone: 'America/Phoenix', hours: -7 },
  { zone: 'Pacific/Kiritimati', hours: 14 },
  { zone: 'Pacific/Pago_Pago', hours: -11 },
];

/** As an instant, as a day in somebody's zone, or not at all where it is the version. */
function sayWhen(
  dice: Dice,
  step: Step,
  { at, ver }: { at: number; ver: number },
): Omit<TruthFact, 'subject' | 'id' | 'ver' | 'source'> {
  const { set, turns, rescinds } = step;
  const rest = { set, turns, ...(rescinds !== undefined && { rescinds }) };
  if (at === ver) return { ...rest, at, ...(dice.chance(0.5) && { said: instant(at) }) };
  if (turns.length > 0 || dice.chance(0.6)) return { ...rest, at, said: instant(at) };
  const { zone, hours } = dice.pick(zones);
  const midnight = Math.floor((at + hours * HOUR) / DAY) * DAY;
  return { ...rest, at: midnight - hours * HOUR, said: { date: new Date(midnight).toISOString().slice(0, 10), zone } };
}

function tellingsOf(
  dice: Dice,
  { channel }: Company,
  { fact, facts }: { fact: TruthFact; facts: readonly TruthFact[] },
): readonly Telling[] {
  const late = () =>
    dice.pick([0, 0, dice.below(3 * SECOND), dice.below(2 * MINUTE), dice.chance(0.2) ? dice.below(DAY) : 0]);
  const tellings: Telling[] = [];
  const tell = (source: string, at: number, event: Telling['events'][number]) =>
    tellings.push({ source, at, events: [event] });
  if (fact.source === 'badge' || channel !== 'thin') {
    const isTaken = facts.some(({ rescinds }) => rescinds === fact.id);
    const at = fact.ver + late();
    tell(fact.source, at, fatEvent(fact));
    if (dice.chance(0.25)) tell(fact.source, at + gap(dice), fatEvent(fact));
    if (!isTaken && dice.chance(0.12)) tell(fact.source, at + gap(dice), fatEvent(fact, `${fact.id}-again`));
    if (dice.chance(0.05)) tellings.push({ source: fact.source, at, events: [fatEvent(forgery(fact))], forged: true });
  }
  if (fact.source === 'hr' && channel !== 'fat') {
    tell('ping', fact.ver + late(), thinEvent(fact, `${fact.id}-ping`));
    if (fact.at > fact.ver) tell('ping', fact.at + late(), thinEvent(fact, `${fact.id}-due`));
  }
  return tellings;
}

function forgery(fact: TruthFact): TruthFact {
  return {
    ...fact,
    id: `${fact.id}-forged`,
    set: { department: 'eng' },
    turns: isLeave(fact) ? [] : [{ status: 'left', at: fact.ver }],
  };
}

/** Tellings of one source that lie close together become one delivery. */
function batched(tellings: readonly Telling[]): readonly Telling[] {
  const batches = new Map<string, Telling>();
  for (const telling of tellings) {
    const name = telling.forged
      ? `forged ${telling.events[0]?.vendorId}`
      : `${telling.source} ${Math.floor(telling.at / (10 * SECOND))}`;
    const before = batches.get(name);
    batches.set(
      name,
      before
        ? { ...before, at: Math.max(before.at, telling.at), events: [...before.events, ...telling.events] }
        : telling,
    );
  }
  return [...batches.values()];
}

function deedsOf(
  dice: Dice,
  { poisoned, subjects }: Company,
  { start, end }: { start: number; end: number },
): readonly Deed[] {
  const moment = () => start + dice.below(end - start);
  const times = (n: number, kind: Deed['kind']): Deed[] => Array.from({ length: n }, () => ({ at: moment(), kind }));
  return [
    ...times(dice.below(3), 'log-in'),
    ...times(subjects.length > 2 ? dice.below(3) : 0, 'release'),
    ...times(dice.below(2), 'redrive'),
    ...(poisoned && dice.chance(0.7) ? times(1, 'fix-policy') : []),
  ];
}
