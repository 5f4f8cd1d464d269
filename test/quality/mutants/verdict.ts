// What a run over all mutants says: a score by file, and every survivor that nobody has explained.

/** One small change of the code, and whether a test noticed. */
export interface Mutant {
  /** As in parts.ts. */
  readonly part: string;
  readonly file: string;
  readonly line: number;
  readonly original: string;
  readonly replacement: string;
  readonly isNoticed: boolean;
}

/** Mutants that no test can notice, and why. Known by their text, so that they are found again after an edit above them. */
export interface Explained {
  readonly file: string;
  readonly why: string;
  /** `[original, replacement]`, once for each place at which the file has it. */
  readonly mutants: readonly (readonly [original: string, replacement: string])[];
}

export interface Score {
  /** A file, a part or all. */
  readonly of: string;
  readonly noticed: number;
  readonly all: number;
}

export interface Verdict {
  /** Sorted by file. */
  readonly scores: readonly Score[];
  /** In the order in which they ran. */
  readonly parts: readonly Score[];
  readonly total: Score;
  /** A sentence each: nothing of it may be left. */
  readonly faults: readonly string[];
}

/** Per cent, of each part. */
const GOAL = 95;

/**
 * A run over a part is held only against the explanations of its files, and against no goal: in a small file a few that
 * nobody can notice are many.
 */
export function verdictOf(
  mutants: readonly Mutant[],
  explained: readonly Explained[],
  { isPart = false }: { readonly isPart?: boolean } = {},
): Verdict {
  const byFile = [...Map.groupBy(mutants, ({ file }) => file)].sort(([a], [b]) => (a < b ? -1 : 1));
  const scores = byFile.map(([file, all]) => scoreOf(file, all));
  const byPart = [...Map.groupBy(mutants, ({ part }) => part)].map(([part, all]) => scoreOf(`the part ${part}`, all));
  const total = scoreOf('in all', mutants);
  const faults = byFile.flatMap(([file, all]) =>
    surprises(
      file,
      all.filter(({ isNoticed }) => !isNoticed),
      explained.filter((one) => one.file === file).flatMap((one) => one.mutants),
    ),
  );
  const missed = isPart ? [] : byPart.flatMap((score) => belowGoal(score));
  return { scores, parts: byPart, total, faults: [...faults, ...missed, ...nothingIn(total)] };
}

/** Per cent, to one decimal, never rounded up to what was not reached. */
export function percentOf({ noticed, all }: Score): string {
  return all === 0 ? 'none' : `${(Math.floor((noticed / all) * 1_000) / 10).toFixed(1)} %`;
}

function scoreOf(of: string, mutants: readonly Mutant[]): Score {
  return { of, noticed: mutants.filter(({ isNoticed }) => isNoticed).length, all: mutants.length };
}

function belowGoal(score: Score): readonly string[] {
  if (score.noticed * 100 >= score.all * GOAL) return [];
  return [`${score.of}: ${percentOf(score)} is under the goal of ${GOAL} %`];
}

function nothingIn({ all }: Score): readonly string[] {
  return all === 0 ? ['there was nothing to mutate: is a file named that is not there?'] : [];
}

/** Survivors without an explanation, and explanations without a survivor; the same text twice needs two of them. */
function surprises(file: string, survivors: readonly Mutant[], known: Explained['mutants']): readonly string[] {
  const left = known.map(([original, replacement]) => textOf({ original, replacement }));
  const unknown = survivors.filter((one) => {
    const place = left.indexOf(textOf(one));
    if (place >= 0) left.splice(place, 1);
    return place < 0;
  });
  return [
    ...unknown.map((one) => `survived: ${file}:${one.line} ${textOf(one)}`),
    ...left.map((text) => `explained, but noticed now or gone: ${file} ${text}`),
  ];
}

function textOf({ original, replacement }: Pick<Mutant, 'original' | 'replacement'>): string {
  return `\`${squeezed(original)}\` -> \`${squeezed(replacement)}\``;
}

/** However the lines are broken. */
function squeezed(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
