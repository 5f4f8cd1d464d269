// The packed form of facts: what a person's sources said, in as few bytes as JSON allows.
import type { Fact } from '../model/person.ts';

/** The commonest attributes by a digit: no attribute's name begins with one. New ones come at the end. */
const COMMON = [
  'userName',
  'email',
  'givenName',
  'familyName',
  'displayName',
  'title',
  'department',
  'site',
  'zone',
  'manager',
  'division',
  'employeeNumber',
  'employmentType',
];

type Status = Fact['turns'][number]['status'];
const STATUSES: { readonly [status in Status]: string } = { active: 'a', paused: 'p', left: 'l' };

/** `[status, at, of]`; the moment is left out where it is the fact's own. */
type PackedTurn = readonly [status: string, at?: number | null, of?: string];

type PackedFact = readonly [
  source: string,
  id: string,
  ver: number,
  whole: 0 | 1,
  /** Null where it is the version. */
  at: number | null,
  set: Fact['set'],
  turns: readonly PackedTurn[],
  rescinds?: string,
];

/** The facts as one text. */
export function packFacts(facts: readonly Fact[]): string {
  return JSON.stringify(facts.map(packFact));
}

/** The inverse of `packFacts`. */
export function unpackFacts(packed: string): readonly Fact[] {
  return (JSON.parse(packed) as PackedFact[]).map(unpackFact);
}

function packFact({ source, id, ver, whole, at, set, turns, rescinds }: Fact): PackedFact {
  const packedTurns = turns.map(({ status, at: when, of }): PackedTurn => {
    const moment = when === at ? null : when;
    if (of !== undefined) return [STATUSES[status], moment, of];
    return moment === null ? [STATUSES[status]] : [STATUSES[status], moment];
  });
  const packed = [source, id, ver, whole ? 1 : 0, at === ver ? null : at, renamed(set, codeOf), packedTurns] as const;
  return rescinds === undefined ? packed : [...packed, rescinds];
}

function unpackFact([source, id, ver, whole, moment, set, turns, rescinds]: PackedFact): Fact {
  const at = moment ?? ver;
  return {
    source,
    id,
    ver,
    whole: whole === 1,
    at,
    set: renamed(set, nameOf),
    turns: turns.map(([status, when, of]) => ({
      status: statusOf(status),
      at: when ?? at,
      ...(of !== undefined && { of }),
    })),
    ...(rescinds !== undefined && { rescinds }),
  };
}

function renamed(set: Fact['set'], rename: (name: string) => string): Fact['set'] {
  return Object.fromEntries(Object.entries(set).map(([name, value]) => [rename(name), value]));
}

function codeOf(name: string): string {
  const place = COMMON.indexOf(name);
  return place === -1 ? name : String(place);
}

function nameOf(code: string): string {
  return COMMON[Number(code)] ?? code;
}

function statusOf(letter: string): Status {
  if (letter === 'a') return 'active';
  return letter === 'p' ? 'paused' : 'left';
}
