// What the lower floors must not touch: the world, the clock and chance come in through ports.
import { Visitor, type VisitorObject } from 'oxc-parser';
import { lineAt, type SourceFile } from '../house.ts';
import { isBelow, perFile, type Rule, type Violation } from '../rule.ts';

type Found = Omit<Violation, 'path'>;

/** Globals that reach the world: calling or reading one is a side effect or an answer that changes from run to run. */
const WORLD = new Set([
  'console',
  'crypto',
  'fetch',
  'performance',
  'process',
  'queueMicrotask',
  'setImmediate',
  'setInterval',
  'setTimeout',
]);

export const pureRule: Rule = perFile(
  'the core and the model are pure: no node:*, no waiting, no clock, no chance',
  (file) =>
    isBelow(file.path, 'shared/core', 'shared/model') ? [...nodeImports(file), ...waits(file), ...worldUses(file)] : [],
);

export const portsRule: Rule = perFile('ports declare and do nothing', (file) =>
  isBelow(file.path, 'shared/ports') ? [...nodeImports(file), ...worldUses(file), ...awaits(file)] : [],
);

export const stepsRule: Rule = perFile('the steps take time, chance and the network from ports only', (file) =>
  isBelow(file.path, 'shared/steps') ? [...nodeImports(file), ...worldUses(file)] : [],
);

function nodeImports({ imports }: SourceFile): readonly Found[] {
  return imports
    .filter(({ target }) => target.startsWith('node:'))
    .map(({ target, line }) => ({ line, what: `imports ${target}` }));
}

function waits(file: SourceFile): readonly Found[] {
  return [
    ...awaits(file),
    ...seen(file, (found) => ({
      Identifier: ({ name, start }) => name === 'Promise' && found(start, 'speaks of a Promise'),
    })),
  ];
}

function awaits(file: SourceFile): readonly Found[] {
  return seen(file, (found) => {
    const asynchronous = ({ async, start }: { async: boolean; start: number }) => async && found(start, 'is async');
    return {
      AwaitExpression: ({ start }) => found(start, 'awaits'),
      ForOfStatement: (node) => node.await && found(node.start, 'awaits'),
      FunctionDeclaration: asynchronous,
      FunctionExpression: asynchronous,
      ArrowFunctionExpression: asynchronous,
    };
  });
}

function worldUses(file: SourceFile): readonly Found[] {
  return seen(file, (found) => ({
    MemberExpression: ({ object, property, start }) => {
      if (object.type !== 'Identifier' || property.type !== 'Identifier') return;
      const name = `${object.name}.${property.name}`;
      if (name === 'Date.now' || name === 'Math.random') found(start, `calls ${name}`);
      if (WORLD.has(object.name)) found(start, `uses ${name}`);
      if (object.name === 'globalThis') found(start, `uses ${name}`);
    },
    NewExpression: ({ callee, arguments: given, start }) => {
      if (callee.type === 'Identifier' && callee.name === 'Date' && given.length === 0) found(start, 'asks new Date()');
    },
    CallExpression: ({ callee, start }) => {
      if (callee.type !== 'Identifier') return;
      if (callee.name === 'Date' || WORLD.has(callee.name)) found(start, `calls ${callee.name}()`);
    },
  }));
}

function seen(
  { program, text }: SourceFile,
  look: (found: (offset: number, what: string) => void) => VisitorObject,
): readonly Found[] {
  const all: Found[] = [];
  new Visitor(look((offset, what) => all.push({ line: lineAt(text, offset), what }))).visit(program);
  return all;
}
