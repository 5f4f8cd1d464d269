// The stages of `npm run check`, quickest first. Each is a command that a developer can run alone.
export interface Stage {
  readonly name: string;
  /** A command of node_modules/.bin and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** The command that puts most findings right, where there is one. */
  readonly mend?: readonly [string, ...string[]];
}

export const lintStage: Stage = {
  name: 'format and lint',
  command: ['biome', 'ci', '--error-on-warnings', '--colors=off'],
  mend: ['biome', 'check', '--write'],
};
export const typesStage: Stage = { name: 'types', command: ['tsc', '-p', '.', '--pretty', 'false'] };
export const deadCodeStage: Stage = { name: 'dead code', command: ['knip', '--no-progress'] };
const fastStage: Stage = {
  name: 'architecture and fast tests',
  command: ['vitest', 'run', '--project', 'fast', '--no-color'],
};

export const stages: readonly Stage[] = [lintStage, typesStage, deadCodeStage, fastStage];
