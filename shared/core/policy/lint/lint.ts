// Everything that is valid in a policy and probably not meant, each with where and why.
import { alternativesReached } from './alternatives.ts';
import { dutiesKept } from './duties-kept.ts';
import type { Finding, Known } from './finding.ts';
import { givesNothing } from './gives-nothing.ts';
import { guardOff, lastWay } from './last-way.ts';
import { attributesOwned, namesUnused, targetsKnown } from './names-known.ts';
import { owners } from './owners.ts';
import { peopleThere } from './people-there.ts';
import { risksFollow } from './real-risk.ts';
import { requests } from './requests.ts';
import { rolesGranted, rolesOverBroad } from './roles-granted.ts';
import { rulesReached } from './rules-reached.ts';
import { waivers } from './waivers.ts';
import { weakerThanBase } from './weaker.ts';

const LOOKS: readonly ((known: Known) => readonly Finding[])[] = [
  givesNothing,
  rulesReached,
  rolesGranted,
  rolesOverBroad,
  risksFollow,
  owners,
  requests,
  peopleThere,
  dutiesKept,
  waivers,
  lastWay,
  guardOff,
  attributesOwned,
  targetsKnown,
  namesUnused,
  alternativesReached,
  weakerThanBase,
];

/** In the order of the kinds; whoever shows them sorts them by place. */
export function lint(known: Known): readonly Finding[] {
  return LOOKS.flatMap((look) => look(known));
}
