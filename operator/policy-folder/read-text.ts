// A policy out of the texts of its files: every fault of every file in one go, or the policy and where it was written.
import type { Origin } from '../../shared/model/policy/origin.ts';
import type { Policy } from '../../shared/model/policy/policy.ts';
import { partsOf, type ReadPart, readPart } from './assemble.ts';
import { faultsBetween } from './cross-faults.ts';
import { inReadingOrder, type PolicyFault } from './fault.ts';
import { PART_NAMES, type PartName, placeOf } from './part-names.ts';
import { type PartSources, partSources, placeOfWritten, type Written } from './part-sources.ts';
import { pathWords } from './path-words.ts';
import { placesOf, type SourcesByPart } from './places.ts';

/** Texts by path below the folder, with `/`. */
export type Texts = { readonly [file: string]: string };

export interface WrittenPolicy {
  readonly policy: Policy;
  readonly origin: Origin;
  /** Where a path of the bundle is written; for findings about what is valid. */
  readonly positionOf: (path: readonly (string | number)[]) => Pick<PolicyFault, 'file' | 'line' | 'column'>;
}

export type PolicyText =
  | { readonly kind: 'policy'; readonly written: WrittenPolicy }
  | { readonly kind: 'refused'; readonly faults: readonly PolicyFault[] };

/** Parts without which there is no policy. */
const REQUIRED: readonly PartName[] = ['roles', 'rules', 'mappings'];

/** `unread`: files that are there but cannot be read; what they may name is not missing. Never throws. Files of tests are left out. */
export function readPolicyText(texts: Texts, unread: readonly string[] = []): PolicyText {
  const sources = sourcesOf(texts);
  const isUnread = (part: PartName) => unread.some((file) => isOfPart(file, part));
  const read = Object.fromEntries(
    PART_NAMES.map((part) => {
      const own = readPart(part, sources[part]);
      return [part, isUnread(part) ? { ...own, names: undefined, texts: undefined } : own];
    }),
  ) as { readonly [part in PartName]: ReadPart };
  const faults = [
    ...misplaced(texts),
    ...REQUIRED.filter((part) => sources[part] === undefined && !isUnread(part)).map(missingPart),
    ...Object.values(sources).flatMap((source) => source.faults.map((one) => fileFault(one))),
    ...PART_NAMES.flatMap((part) => schemaFaultsOf(sources[part], read[part])),
    ...faultsBetween(read).flatMap((one) => betweenFaults(sources, one)),
  ];
  if (faults.length > 0 || unread.length > 0) return { kind: 'refused', faults: inReadingOrder(faults) };
  // Every part fits its schema, and all of them fit each other: that is a policy.
  return { kind: 'policy', written: writtenPolicy(partsOf(read), sources) };
}

function sourcesOf(texts: Texts): SourcesByPart {
  const files = Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1));
  const found = PART_NAMES.flatMap((part) => {
    const own = files.filter(([file]) => isOfPart(file, part));
    return own.length === 0 ? [] : [[part, partSources(part, own)] as const];
  });
  return Object.fromEntries(found);
}

function isOfPart(file: string, part: PartName): boolean {
  const place = placeOf(file);
  return place.kind === 'part' && place.part === part;
}

function misplaced(texts: Texts): readonly PolicyFault[] {
  return Object.keys(texts).flatMap((file) => {
    const place = placeOf(file);
    if (place.kind !== 'misplaced') return [];
    const { message, suggestion } = place;
    return [{ file, line: 1, column: 1, path: '', message, ...(suggestion !== undefined && { suggestion }) }];
  });
}

function missingPart(part: PartName): PolicyFault {
  const message = `is missing: a policy has ${REQUIRED.map((one) => `${one}.yaml`).join(', ')} at least`;
  return { file: `${part}.yaml`, line: 1, column: 1, path: '', message };
}

function schemaFaultsOf(source: PartSources | undefined, { faults }: ReadPart): readonly PolicyFault[] {
  return faults.flatMap(({ path, at, message, suggestion }) => {
    const written = source?.writtenAt(path);
    return written ? [fault(written, at, { message, suggestion })] : [];
  });
}

function betweenFaults(
  sources: SourcesByPart,
  { part, path, message, suggestion, first }: ReturnType<typeof faultsBetween>[number],
): readonly PolicyFault[] {
  const written = sources[part]?.writtenAt(path);
  const firstAt = first && sources[part]?.writtenAt(first);
  if (!written) return [];
  const also = firstAt ? `; it is also at ${placeOfWritten(firstAt, 'value')}` : '';
  // Where the name that is wrong is a key, its value says nothing about it.
  return [fault(written, isKeyOf(part, path) ? 'key' : 'value', { message: `${message}${also}`, suggestion })];
}

function isKeyOf(part: PartName, path: readonly (string | number)[]): boolean {
  const within = path.at(-2);
  return (
    typeof path.at(-1) === 'string' &&
    (path.length === 1 || within === 'entitlements' || (part === 'approvals' && within === 'roles'))
  );
}

function fileFault({ at, offset, message }: PartSources['faults'][number]): PolicyFault {
  const found = fault(at, 'key', { message });
  return offset === undefined ? found : { ...found, ...at.in.source.positionOf(offset) };
}

function fault(
  { in: { file, source }, path }: Written,
  at: 'key' | 'value',
  { message, suggestion }: { readonly message: string; readonly suggestion?: string | undefined },
): PolicyFault {
  const position = source.positionOf(source.offsetOf(path, at));
  return {
    file,
    ...position,
    path: pathWords(source.value, path),
    message,
    ...(suggestion !== undefined && { suggestion }),
  };
}

function writtenPolicy(policy: Policy, sources: SourcesByPart): WrittenPolicy {
  return {
    policy,
    origin: { places: placesOf(policy, sources) },
    positionOf: ([part, ...path]) => {
      const written = sources[part as PartName]?.writtenAt(path);
      if (!written) return { file: `${String(part)}.yaml`, line: 1, column: 1 };
      const { file, source } = written.in;
      return { file, ...source.positionOf(source.offsetOf(written.path, 'key')) };
    },
  };
}
