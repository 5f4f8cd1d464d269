// Good policies, broken the way people and disks break them.
import { type FilePlace, placeOf } from '../../../operator/policy-folder/part-names.ts';
import type { Texts } from '../../../operator/policy-folder/read-text.ts';
import {
  blockAround,
  type Changed,
  entriesOf,
  lineAt,
  linesOf,
  misspelled,
  oneOf,
  type Random,
  replaceOne,
} from './text-changes.ts';

/** `files`: where a fault may be named; lines of the changed text. */
export interface Mutation {
  readonly texts: Texts;
  readonly files: readonly string[];
  readonly from: number;
  readonly to: number;
}

type Mutator = (texts: Texts, random: Random) => Mutation | undefined;

const KEYS: { readonly [part: string]: readonly string[] } = {
  roles: ['owner', 'risk', 'description', 'entitlements', 'includes', 'requestable'],
  rules: [
    'id',
    'when',
    'roles',
    'attributes',
    'all',
    'any',
    'not',
    'groups',
    'flag',
    'startsWith',
    'matches',
    'before',
    'exists',
  ],
  mappings: ['template', 'maxLength', 'characters', 'unique'],
  limits: ['hourPercent', 'dayPercent'],
  entitlements: ['owner', 'risk'],
  duties: ['id', 'owner', 'description', 'exclude', 'waivers', 'until', 'approvedBy', 'entitlement'],
  approvals: ['risks', 'approvers', 'quorum', 'hours'],
  leases: ['hours', 'renewable'],
  flags: ['owner', 'description', 'cohort'],
  cohorts: ['percent', 'when'],
};

/** What must be refused, each with the fault named within the lines that were touched. */
export const BREAKING: { readonly [kind: string]: Mutator } = {
  'a misspelled key': inPart((part, text, random) =>
    replaceOne(text, keyPattern(KEYS[part] ?? []), { random, by: (key) => misspelled(key, random) }),
  ),
  'a key that is missing': inPart((part, text, random) => {
    const needed = (KEYS[part] ?? []).filter(
      (key) =>
        ['owner', 'risk', 'description', 'cohort'].includes(key) && !(part === 'entitlements' && key !== 'owner'),
    );
    const found =
      needed.length === 0
        ? undefined
        : replaceOne(text, new RegExp(`^ +(?:${needed.join('|')}): .*\\n`, 'gm'), { random, by: () => '' });
    return found && { ...found, ...blockAround(text, found.from) };
  }),
  'another kind of value': inPart((_, text, random) =>
    replaceOne(text, /(?<=\b(?:owner|risk|cohort|approvedBy): )\w[\w-]*(?= *[,}\n])|(?<=^ +description: ).*$/gm, {
      random,
      by: () => oneOf(random, ['[]', '{}', '17', 'true', '~', '[a, b]']) ?? '',
    }),
  ),
  'a list that is none': inPart((_, text, random) =>
    replaceOne(text, /(?<=\b(?:roles|includes|groups|exclude|approvers): )\[[^\]\n]*\]/g, {
      random,
      by: () => oneOf(random, ['3', '{ a: b }', 'true', '[]', '~']) ?? '',
    }),
  ),
  'a name that dangles': inPart((part, text, random) => {
    const pattern = DANGLING[part];
    return pattern && replaceOne(text, pattern, { random, by: (name) => `${name}${oneOf(random, ['x', '-2', 's'])}` });
  }),
  'an entitlement without its kind': inPart((part, text, random) =>
    part === 'roles'
      ? replaceOne(text, /(?<=['" ])(?:group|role|app|licence|license|team|seat):(?=\S)/g, { random, by: () => '' })
      : undefined,
  ),
  'a day that is none': inPart((_, text, random) =>
    replaceOne(text, /(?<=\b(?:until|before|after): '?)[\w+-]+/g, {
      random,
      by: () =>
        oneOf(random, ['2027-02-30', '27-01-31', '2027-1-1', 'tomorrow', 'today+3', 'today +3d', '31.01.2027']) ?? '',
    }),
  ),
  'a number out of its bounds': inPart((part, text, random) =>
    replaceOne(text, /(?<=\b(?:hourPercent|dayPercent|percent|quorum|hours|maxLength): )[\d.]+/g, {
      random,
      by: () => oneOf(random, ['-1', part === 'leases' ? '9000' : '1000', 'many', '"2"', '0x', '1,5']) ?? '',
    }),
  ),
  'a key that nobody knows': inPart((_, text, random) =>
    replaceOne(text, /^( +)owner: .*\n/gm, {
      random,
      by: (line) => `${line}${line.slice(0, line.search(/\S/))}${oneOf(random, ['colour', 'owners', '"0"'])}: red\n`,
    }),
  ),
  'the same key twice': inPart((_, text, random) =>
    replaceOne(text, /^ +(?:owner|risk|description|cohort): .*\n/gm, { random, by: (line) => `${line}${line}` }),
  ),
  'the same entry twice': inPart((part, text, random) => {
    const entry =
      part === 'limits' || part === 'approvals' || part === 'entitlements' ? undefined : oneOf(random, entriesOf(text));
    if (!entry) return undefined;
    const copy = linesOf(text, entry);
    const all = entriesOf(text).at(-1)?.to ?? 0;
    return { text: `${linesOf(text, { from: 1, to: all })}${copy}`, from: all + 1, to: all + copy.split('\n').length };
  }),
  'a quote that is not closed': inPart((_, text, random) => {
    const found = replaceOne(text, /'(?=[\],\s}]|$)/g, { random, by: () => '' });
    return found && { ...found, to: nextWith(text, found.to, "'") };
  }),
  'a bracket that is not closed': inPart((_, text, random) => {
    const found = replaceOne(text, /[\]}](?=\n)/g, { random, by: () => '' });
    return found && { ...found, ...blockAround(text, found.from) };
  }),
  'a tab': inPart((_, text, random) => replaceOne(text, /^ {2,}(?=[a-z])/gm, { random, by: () => '\t' })),
  'a letter that nobody can see': inPart((_, text, random) =>
    replaceOne(text, /(?<=\b(?:owner|description): \w+)/g, {
      random,
      by: () => oneOf(random, ['\u0007', '\u200b', '\ue000']) ?? '',
    }),
  ),
  'a copy by anchor': inPart((_, text, random) =>
    replaceOne(text, /(?<=\b(?:owner|risk): )(?=\w)/g, { random, by: () => '&same ' }),
  ),
  'a second document': inPart((_, text, random) => {
    const entry = oneOf(random, entriesOf(text).slice(1));
    if (!entry) return undefined;
    const rest = linesOf(text, { from: entry.from, to: text.split('\n').length - 1 });
    return { text: `${linesOf(text, { from: 1, to: entry.from - 1 })}---\n${rest}`, from: entry.from, to: entry.from };
  }),
  'a file that broke off within a line': inPart((_, text, random) => {
    const at = 1 + Math.floor(random() * (text.length - 2));
    const cut = text.slice(0, at);
    return cut.endsWith('\n') ? undefined : { text: cut, from: lineAt(cut, at), to: lineAt(cut, at) };
  }),
  'a file with nothing in it': inPart((_, text, random) => ({
    text: oneOf(random, ['', '\n', '# later\n', '---\n', '~\n']) ?? text,
    from: 1,
    to: 2,
  })),
  'two files that were swapped': (texts, random) => {
    const files = partFiles(texts);
    const [a, b] = [oneOf(random, files), oneOf(random, files)];
    if (!a || !b || partOf(a) === partOf(b)) return undefined;
    return { texts: { ...texts, [a]: texts[b] ?? '', [b]: texts[a] ?? '' }, files: [a, b], from: 1, to: 10_000 };
  },
  'a file under a wrong name': (texts, random) => {
    const file = oneOf(random, partFiles(texts));
    if (!file) return undefined;
    const { [file]: text = '', ...others } = texts;
    const [top = ''] = file.split(/[/.]/);
    const wrong =
      oneOf(random, [
        file.replace(top, top.slice(0, -1)),
        file.replace(/yaml$/, 'yml'),
        `${file}~`,
        file.replace(top, `${top}-old`),
      ]) ?? file;
    return { texts: { ...others, [wrong]: text }, files: [wrong], from: 1, to: 1 };
  },
};

/** What may leave a good policy behind, though another one: a slip of one letter or one line. */
export const SLIPS: { readonly [kind: string]: Mutator } = {
  'a letter too few': inPart((_, text, random) => replaceOne(text, /[^\n]/g, { random, by: () => '' })),
  'a letter too many': inPart((_, text, random) =>
    replaceOne(text, /(?=.)/g, { random, by: () => oneOf(random, [...'abz019 :-,[]{}\'"#&*!|>%@\n']) ?? '' }),
  ),
  'a line too few': inPart((_, text, random) => replaceOne(text, /^.*\n/gm, { random, by: () => '' })),
  'a line twice': inPart((_, text, random) => replaceOne(text, /^.*\n/gm, { random, by: (line) => `${line}${line}` })),
  'an indent that moved': inPart((_, text, random) =>
    replaceOne(text, /^ +/gm, {
      random,
      by: (indent) => oneOf(random, [indent.slice(1), `${indent} `, indent.slice(2), `${indent}  `]) ?? '',
    }),
  ),
  'a file that broke off at the end of a line': inPart((_, text, random) => {
    const to = 1 + Math.floor(random() * (text.split('\n').length - 2));
    return { text: linesOf(text, { from: 1, to }), from: to, to };
  }),
  'a file that is gone': (texts, random) => {
    const file = oneOf(random, partFiles(texts));
    if (!file) return undefined;
    const { [file]: _, ...others } = texts;
    return { texts: others, files: [file], from: 1, to: 1 };
  },
  'a name that every object has': (texts, random) => {
    const named = oneOf(
      random,
      Object.keys(texts).filter((file) => /^(?:roles|mappings|flags|cohorts)\b/.test(file)),
    );
    const name = oneOf(random, [...(texts[named ?? ''] ?? '').matchAll(/^[a-z0-9-]+(?=:)/gm)].flat());
    if (!named || name === undefined) return undefined;
    const everywhere = new RegExp(`(?<![\\w:-])${name}(?![\\w-])`, 'g');
    const renamed = (text: string) => text.replaceAll(everywhere, oneOf(random, ['constructor', '__proto__']) ?? '');
    const all = Object.entries(texts).map(([file, text]) => [file, renamed(text)] as const);
    return { texts: Object.fromEntries(all), files: Object.keys(texts), from: 1, to: 10_000 };
  },
};

const DANGLING: { readonly [part: string]: RegExp } = {
  roles: /(?<=includes: \[(?:[^\]]*, )?)[a-z0-9-]+(?=[\],])/g,
  rules: /(?<=(?:roles: \[(?:[^\]]*, )?|flag: ))[a-z0-9-]+(?=[\],}\s])/g,
  duties: /(?<=(?:role: |target: |entitlement: '?))[^\s',}]+/g,
  approvals: /(?<=role: )[a-z0-9-]+/g,
  leases: /^[a-z0-9-]+(?=:)/gm,
  flags: /(?<=cohort: )[a-z0-9-]+/g,
};

/** A change of one file, whichever it is. */
function inPart(change: (part: string, text: string, random: Random) => Changed | undefined): Mutator {
  return (texts, random) => {
    const file = oneOf(random, partFiles(texts));
    if (!file) return undefined;
    const changed = change(partOf(file), texts[file] ?? '', random);
    return changed && { texts: { ...texts, [file]: changed.text }, files: [file], from: changed.from, to: changed.to };
  };
}

function partFiles(texts: Texts): readonly string[] {
  return Object.keys(texts).filter((file) => placeOf(file).kind === 'part');
}

function partOf(file: string): string {
  const place: FilePlace = placeOf(file);
  return place.kind === 'part' ? place.part : '';
}

function keyPattern(keys: readonly string[]): RegExp {
  return new RegExp(`(?<=^|[\\s{,])(?:${keys.join('|')})(?=:(?:\\s|$))`, 'gm');
}

/** The next line that has a text in it; the last one where none has. */
function nextWith(text: string, line: number, sought: string): number {
  const lines = text.split('\n');
  const next = lines.findIndex((one, at) => at >= line && one.includes(sought));
  return next < 0 ? lines.length : next + 1;
}
