// Small projects, each with one fault that a tool of `npm run check` must find: a checker that finds nothing is broken.
import { deadCodeStage, lintStage, type Stage, typesStage } from './stages.ts';

export interface PlantedFault {
  readonly fault: string;
  readonly stage: Stage;
  /** On top of the sound project. */
  readonly files: Readonly<Record<string, string>>;
  /** A part of what the stage must print: the rule, or the place. */
  readonly says: string;
}

/** One function that uses one word of the model, in the form that every stage accepts. */
export const soundProject: Readonly<Record<string, string>> = {
  'functions/apply.ts': `// Applies.
import { greet } from '../shared/core/greet.ts';

export const handler = (): string => greet({ kind: 'hire' });
`,
  'shared/core/greet.ts': `// Greets.
import type { Event } from '../model/event.ts';

export function greet(event: Event): string {
  switch (event.kind) {
    case 'hire':
      return 'welcome';
    case 'leave':
      return 'farewell';
  }
}
`,
  'shared/model/event.ts': `// An event.
export type Event = { readonly kind: 'hire' } | { readonly kind: 'leave' };
`,
  'test/apply.test.ts': `import { expect, test } from 'vitest';
import { handler } from '../functions/apply.ts';

test('a hire is welcome', () => {
  expect(handler()).toBe('welcome');
});
`,
};

const lines = (count: number): string => Array.from({ length: count }, (_, i) => `  console.log(${i});\n`).join('');

export const plantedFaults: readonly PlantedFault[] = [
  lint('a cycle of imports', 'noImportCycles', {
    'functions/a.ts': `// A.\nimport { b } from './b.ts';\n\nexport const a = (): number => b() + 1;\n`,
    'functions/b.ts': `// B.\nimport { a } from './a.ts';\n\nexport const b = (): number => a() + 1;\n`,
  }),
  lint('an unawaited promise', 'noFloatingPromises', {
    'functions/a.ts': `// A.\nexport const later = async (): Promise<number> => 1;\n\nexport function now(): void {\n  later();\n}\n`,
  }),
  lint('an unawaited promise of another file', 'noFloatingPromises', {
    'functions/a.ts': `// A.\nimport { later } from './b.ts';\n\nexport function now(): void {\n  later();\n}\n`,
    'functions/b.ts': `// B.\nexport async function later(): Promise<number> {\n  return 1;\n}\n`,
  }),
  lint('an unawaited promise of a port', 'noFloatingPromises', {
    'functions/a.ts': `// A.\nimport type { Table } from '../shared/ports/table.ts';\n\nexport async function now({ table }: { readonly table: Table }): Promise<void> {\n  table.put('a');\n  await table.put('b');\n}\n`,
    'shared/ports/table.ts': `// A table.\nexport interface Table {\n  put(key: string): Promise<void>;\n}\n`,
  }),
  lint('a promise taken for a truth', 'noMisusedPromises', {
    'functions/a.ts': `// A.\nexport const isDone = async (): Promise<boolean> => true;\n\nexport function now(): number {\n  if (isDone()) return 1;\n  return 2;\n}\n`,
  }),
  lint('a switch that forgets a case', 'useExhaustiveSwitchCases', {
    'functions/a.ts': `// A.\nimport type { Event } from '../shared/model/event.ts';\n\nexport function now(event: Event): void {\n  switch (event.kind) {\n    case 'hire':\n      console.log('welcome');\n      break;\n  }\n}\n`,
  }),
  lint('an any', 'noExplicitAny', { 'functions/a.ts': `// A.\nexport const a = (b: any): unknown => b;\n` }),
  lint('a default export', 'noDefaultExport', { 'functions/a.ts': `// A.\nexport default 1;\n` }),
  lint('a barrel', 'noBarrelFile', { 'functions/a.ts': `// A.\nexport * from './apply.ts';\n` }),
  lint('a package that is not ours', 'noUndeclaredDependencies', {
    'functions/a.ts': `// A.\nimport { rolldown } from 'rolldown';\n\nexport const a = rolldown;\n`,
  }),
  lint('a function of 41 lines', 'noExcessiveLinesPerFunction', {
    'functions/a.ts': `// A.\nexport function a(): void {\n${lines(39)}}\n\nexport function b(): void {\n${lines(41)}}\n`,
  }),
  lint('a function of four parameters', 'useMaxParams', {
    'functions/a.ts': `// A.\nexport const a = (b: number, c: number, d: number, e: number): number => b + c + d + e;\n`,
  }),
  lint('a test that is left out', 'noSkippedTests', {
    'test/a.test.ts': `import { test } from 'vitest';\n\ntest.skip('is left out', () => {});\n`,
  }),
  lint('a test that runs alone', 'noFocusedTests', {
    'test/a.test.ts': `import { test } from 'vitest';\n\ntest.only('runs alone', () => {});\n`,
  }),
  lint('another format', 'format', { 'functions/a.ts': `// A.\nexport const a = "b"\n` }),
  types('a switch that forgets a case and returns nothing', 'shared/model/grown.ts', {
    'shared/model/grown.ts': `// Grown.\nimport type { Event } from './event.ts';\n\nexport function grown(event: Event): string {\n  switch (event.kind) {\n    case 'hire':\n      return 'welcome';\n  }\n}\n`,
  }),
  types('an element that may be missing', 'functions/a.ts', {
    'functions/a.ts': `// A.\nexport const first = (names: readonly string[]): string => names[0];\n`,
  }),
  types('syntax that Node cannot strip', 'functions/a.ts', {
    'functions/a.ts': `// A.\nexport enum Kind {\n  Hire,\n}\n`,
  }),
  deadCode('a file that nobody imports', 'shared/core/alone.ts', {
    'shared/core/alone.ts': `// Alone.\nexport const alone = 1;\n`,
  }),
  deadCode('an export that nobody imports', 'farewell', {
    'shared/model/event.ts': `// An event.\nexport type Event = { readonly kind: 'hire' } | { readonly kind: 'leave' };\nexport const farewell = 'farewell';\n`,
  }),
];

function lint(fault: string, says: string, files: PlantedFault['files']): PlantedFault {
  return { fault, stage: lintStage, files, says };
}

function types(fault: string, says: string, files: PlantedFault['files']): PlantedFault {
  return { fault, stage: typesStage, files, says };
}

function deadCode(fault: string, says: string, files: PlantedFault['files']): PlantedFault {
  return { fault, stage: deadCodeStage, files, says };
}
