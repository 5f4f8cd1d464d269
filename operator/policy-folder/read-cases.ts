// The tests of a policy, out of the texts of its folder, each case with its place.
import { type PolicyCase, PolicyCases } from '../../shared/model/policy/case.ts';
import type { PolicyFault } from './fault.ts';
import { placeOf } from './part-names.ts';
import { pathWords } from './path-words.ts';
import type { Texts } from './read-text.ts';
import { schemaFaults } from './schema-faults.ts';
import { yamlSource } from './yaml-source.ts';

export interface WrittenCase {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly tested: PolicyCase;
}

export interface WrittenCases {
  readonly cases: readonly WrittenCase[];
  readonly faults: readonly PolicyFault[];
}

/** A file with a fault brings no case. */
export function readCases(texts: Texts): WrittenCases {
  const files = Object.entries(texts)
    .filter(([file]) => placeOf(file).kind === 'test')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, text]) => readFile(file, text));
  return { cases: files.flatMap(({ cases }) => cases), faults: files.flatMap(({ faults }) => faults) };
}

function readFile(file: string, text: string): WrittenCases {
  const { value, faults, positionOf, offsetOf } = yamlSource(text);
  const found = [
    ...faults.map(({ offset, path, message }) => ({ offset, path, message })),
    ...(value === undefined ? [] : schemaFaults(PolicyCases, value)).map(({ at, kind: _, ...fault }) => ({
      ...fault,
      offset: offsetOf(fault.path, at),
    })),
  ];
  const { data = [] } = PolicyCases.safeParse(value);
  return {
    faults: found.map(({ offset, path, ...fault }) => ({
      ...fault,
      file,
      ...positionOf(offset),
      path: pathWords(value, path),
    })),
    cases: found.length > 0 ? [] : data.map((tested, at) => ({ file, ...positionOf(offsetOf([at], 'value')), tested })),
  };
}
