// The files of one part as one value, and the way back from a place in that value to the file that wrote it.
import type { PartName } from './part-names.ts';
import type { Path, TextFault } from './text-place.ts';
import { kindOf } from './value-words.ts';
import { type YamlSource, yamlSource } from './yaml-source.ts';

/** How deep the names lie that may be in one file only: `approvals.risks.high` two, `roles.engineer` one. Lists have none. */
const NAMES_AT: { readonly [part in PartName]: 0 | 1 | 2 } = {
  roles: 1,
  rules: 0,
  mappings: 1,
  limits: 1,
  entitlements: 2,
  duties: 0,
  approvals: 2,
  leases: 1,
  flags: 1,
  cohorts: 1,
};

export interface PartFile {
  readonly file: string;
  readonly source: YamlSource;
}

/** Where something stands: a file, and the path in it. */
export interface Written {
  readonly in: PartFile;
  readonly path: Path;
}

export interface FileFault {
  readonly at: Written;
  /** In the text; else where the path begins. */
  readonly offset?: number;
  readonly message: string;
}

export interface PartSources {
  readonly part: PartName;
  readonly files: readonly PartFile[];
  /** Undefined where no file of the part could be read at all. */
  readonly value: unknown;
  /** Whether every file was read whole. */
  readonly isWhole: boolean;
  readonly faults: readonly FileFault[];
  /** The file behind a path of the part, the part's own name left out. */
  readonly writtenAt: (path: Path) => Written | undefined;
}

/** Reads the files of one part, in the order of their names. Files that cannot be read are left out, and named as faults of their own. */
export function partSources(part: PartName, texts: readonly (readonly [file: string, text: string])[]): PartSources {
  const files = texts.map(([file, text]) => ({ file, source: yamlSource(text) }));
  const isList = NAMES_AT[part] === 0;
  const readable = files.filter(({ source }) => source.value !== undefined);
  const fitting = readable.filter(({ source }) => kindOf(source.value) === (isList ? 'list' : 'map'));
  const own = files.flatMap((file) => file.source.faults.map((fault) => ownFault(file, fault)));
  const misshapen = readable
    .filter((file) => !fitting.includes(file))
    .map((file) => ({ at: { in: file, path: [] }, message: shapeWords(isList) }));
  const merged = isList ? mergeLists(fitting) : mergeMaps(fitting, NAMES_AT[part]);
  return {
    part,
    files,
    value: fitting.length === 0 ? undefined : merged.value,
    isWhole: fitting.length === files.length,
    faults: [...own, ...misshapen, ...merged.faults],
    writtenAt: (path) => merged.writtenAt(path) ?? (fitting[0] && { in: fitting[0], path }),
  };
}

function ownFault(file: PartFile, { offset, path, message, first }: TextFault): FileFault {
  const also = first === undefined ? '' : `; it is also at ${file.file}:${file.source.positionOf(first).line}`;
  return { at: { in: file, path }, offset, message: `${message}${also}` };
}

function shapeWords(isList: boolean): string {
  return isList
    ? 'must be a list, each item beginning with "- "'
    : 'must be a map of names, each line beginning with one and ":"';
}

type Merged = Pick<PartSources, 'value' | 'faults'> & { readonly writtenAt: (path: Path) => Written | undefined };

function mergeLists(files: readonly PartFile[]): Merged {
  const items = files.flatMap((file) =>
    (file.source.value as readonly unknown[]).map((item, index) => ({ item, at: { in: file, path: [index] } })),
  );
  return {
    value: items.map(({ item }) => item),
    faults: [],
    writtenAt: ([index, ...rest]) => {
      const item = typeof index === 'number' ? items[index] : undefined;
      return item && { in: item.at.in, path: [...item.at.path, ...rest] };
    },
  };
}

type Names = Map<string, { readonly value: unknown; readonly at: Written } | Names>;

/** Names down to `depth` may come from any file; what stands under one comes from one file whole. */
function mergeMaps(files: readonly PartFile[], depth: number): Merged {
  const names: Names = new Map();
  const faults: FileFault[] = [];
  for (const file of files) add(names, file.source.value, { at: { in: file, path: [] }, depth, faults });
  return {
    value: objectOf(names),
    faults,
    writtenAt: (path) => {
      const found = firstOf(path.slice(0, depth).reduce<Named | undefined>((from, key) => below(from, key), names));
      return found && { in: found.in, path };
    },
  };
}

type Named = Names extends Map<string, infer N> ? N : never;

interface Adding {
  readonly at: Written;
  readonly depth: number;
  readonly faults: FileFault[];
}

function add(names: Names, value: unknown, { at, depth, faults }: Adding): void {
  for (const [key, inner] of Object.entries(value as object)) {
    const here = { in: at.in, path: [...at.path, key] };
    const known = names.get(key);
    const goesOn = depth > 1 && kindOf(inner) === 'map';
    if (goesOn && (known === undefined || known instanceof Map)) {
      const under: Names = known instanceof Map ? known : new Map();
      names.set(key, under);
      add(under, inner, { at: here, depth: depth - 1, faults });
    } else if (known === undefined) names.set(key, { value: inner, at: here });
    else faults.push({ at: here, message: twiceWords(key, firstOf(known)) });
  }
}

function twiceWords(name: string, first: Written | undefined): string {
  return `"${name}" is there twice; it is also at ${first ? placeOfWritten(first, 'key') : 'another place'}`;
}

/** `roles/berlin.yaml:3`. */
export function placeOfWritten({ in: { file, source }, path }: Written, at: 'key' | 'value'): string {
  return `${file}:${source.positionOf(source.offsetOf(path, at)).line}`;
}

function objectOf(names: Names): object {
  return Object.fromEntries(
    [...names].map(([key, named]) => [key, named instanceof Map ? objectOf(named) : named.value]),
  );
}

function below(from: Named | Names | undefined, key: string | number): Named | undefined {
  return from instanceof Map ? from.get(String(key)) : from;
}

function firstOf(named: Named | Names | undefined): Written | undefined {
  if (!(named instanceof Map)) return named?.at;
  const [first] = named.values();
  return firstOf(first);
}
