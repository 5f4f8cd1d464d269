// Who may name what: SDKs, adapters and the oracle's ignorance of the core.
import type { SourceFile } from '../house.ts';
import { isBelow, perFile, type Rule } from '../rule.ts';

const AWS_SDK = /^@(?:aws-sdk|smithy)\//;
/** Clients of targets; the shells (middy, Powertools, commander) are no SDKs in this sense. */
const TARGET_SDK =
  /^(?:pg|mysql2|ldapts|octokit|googleapis)(?:\/|$)|^@(?:octokit|gitbeaker|slack|googleapis|kubernetes|azure|google-cloud)\//;
const AWS_HOMES = [/^shared\/aws\//, /^shared\/adapters\/aws-[^/]+\//, /^infra\/local\//, /^(?:test|bench)\//];

export const awsSdkRule: Rule = perFile(
  'only shared/aws, adapters of AWS and the laptop run use the AWS SDK',
  (file) =>
    AWS_HOMES.some((home) => home.test(file.path))
      ? []
      : packagesOf(file, AWS_SDK).map(({ target, line }) => ({ line, what: `imports ${target}` })),
);

export const handlersRule: Rule = perFile('a handler and the CLI name no adapter and no SDK', (file) => {
  if (!isBelow(file.path, 'functions', 'operator')) return [];
  const adapters = file.imports.filter(({ target }) => isBelow(target, 'shared/adapters', 'shared/aws'));
  const sdks = [...packagesOf(file, AWS_SDK), ...packagesOf(file, TARGET_SDK)];
  return [...adapters, ...sdks].map(({ target, line }) => ({ line, what: `names ${target}` }));
});

/** Follows what the oracle loads at run time, and what it names even as a type. */
export const oracleRule: Rule = {
  name: "the simulator's oracle imports nothing from the core it judges",
  find(house) {
    const files = new Map(house.map((file) => [file.path, file]));
    return house.filter(({ path }) => isOracle(path)).flatMap((oracle) => pathsToCore(oracle, files));
  },
};

function pathsToCore(oracle: SourceFile, files: ReadonlyMap<string, SourceFile>) {
  const waiting: { readonly file: SourceFile; readonly trail: readonly string[] }[] = [{ file: oracle, trail: [] }];
  const met = new Set<string>();
  const found: { readonly path: string; readonly what: string }[] = [];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const { target, isTypeOnly } of next.file.imports) {
      const trail = [...next.trail, target];
      if (isBelow(target, 'shared/core') && (!isTypeOnly || isOracle(next.file.path)))
        found.push({ path: oracle.path, what: `reaches ${trail.join(' > ')}` });
      const file = isTypeOnly || met.has(target) ? undefined : files.get(target);
      met.add(target);
      if (file) waiting.push({ file, trail });
    }
  }
  return found;
}

function isOracle(path: string): boolean {
  return /^test\/sim\/oracle(?:[-./]|$)/.test(path);
}

function packagesOf({ imports }: SourceFile, pattern: RegExp) {
  return imports.filter(({ isRelative, target }) => !isRelative && pattern.test(target));
}
