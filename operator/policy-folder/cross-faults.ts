// Faults between the parts, led back to the file and place where the wrong name is written.
import { nearestName } from '../../shared/core/nearest.ts';
import { ownOf } from '../../shared/core/policy/own.ts';
import { looseBraces } from '../../shared/model/policy/loose-braces.ts';
import type { Parts } from '../../shared/model/policy/parts.ts';
import { type CrossFault, crossFaults } from '../../shared/model/policy/references.ts';
import { unheardSides, unheardTargets } from '../../shared/model/policy/unheard.ts';
import { unnumberedNames } from '../../shared/model/policy/unnumbered.ts';
import { unsaidTexts } from '../../shared/model/policy/unsaid.ts';
import { partsOf, type ReadPart } from './assemble.ts';
import type { PartName } from './part-names.ts';
import type { Path } from './text-place.ts';

export interface PlacedCrossFault {
  readonly part: PartName;
  /** Within the part, as it is written. */
  readonly path: Path;
  readonly message: string;
  readonly suggestion?: string;
  readonly first?: Path;
}

/** Only what is so whatever the faulty pieces mean: names that may be in a file that nobody could read are not missing. */
export function faultsBetween(read: { readonly [part in PartName]: ReadPart }): readonly PlacedCrossFault[] {
  const parts = partsOf(read);
  const isUnread = ({ missing }: CrossFault) =>
    missing !== undefined && read[missing.part].names?.has(missing.name) !== false;
  return [
    ...[...crossFaults(parts), ...unheardTargets(parts)].filter((fault) => !isUnread(fault)),
    ...unheardSides(parts).filter(({ entitlement }) =>
      [read.roles, read.entitlements].every(({ texts }) => texts?.has(entitlement) === false),
    ),
    ...looseBraces(parts),
    ...unnumberedNames(parts),
    ...unsaidTexts(parts),
  ].map((fault) => placed(fault, parts, read));
}

function placed(fault: CrossFault, parts: Parts, read: { readonly [part in PartName]: ReadPart }): PlacedCrossFault {
  const { missing, first, message } = fault;
  const written = (path: Path): Path => {
    const [part, index, ...rest] = path;
    const { indexes } = read[part as PartName];
    return typeof index === 'number' && indexes.length > 0 ? [indexes[index] ?? index, ...rest] : path.slice(1);
  };
  const suggestion = missing
    ? nearestName(missing.name, read[missing.part].names ?? [])
    : nearestEntitlement(fault, parts);
  return {
    part: fault.path[0] as PartName,
    path: written(fault.path),
    message,
    ...(suggestion !== undefined && { suggestion }),
    ...(first && { first: written(first) }),
  };
}

function nearestEntitlement({ path }: CrossFault, { duties, roles }: Parts): string | undefined {
  const [part, position, , index] = path;
  if (part !== 'duties' || path.at(-1) !== 'entitlement') return undefined;
  const side = duties[Number(position)]?.exclude[Number(index)];
  if (side === undefined || 'role' in side) return undefined;
  return nearestName(
    side.entitlement,
    new Set(Object.values(roles).flatMap((role) => ownOf(role.entitlements, side.target) ?? [])),
  );
}
