// Cycles of imports, types included: each is named once, with its whole way round.
import type { Rule, Violation } from '../rule.ts';

export const cyclesRule: Rule = {
  name: 'no file imports itself, however long the way round',
  find(house) {
    const graph = new Map(house.map(({ path, imports }) => [path, imports.map(({ target }) => target)]));
    return knots(graph).map((knot) => wayRound(knot, graph));
  },
};

type Graph = ReadonlyMap<string, readonly string[]>;

/** The sets of files that all reach each other (Tarjan's strongly connected components). */
function knots(graph: Graph): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const found: string[][] = [];
  const visit = (path: string): number => {
    const number = order.size;
    order.set(path, number);
    let lowest = number;
    open.push(path);
    for (const target of graph.get(path) ?? []) {
      if (!graph.has(target)) continue;
      if (!order.has(target)) lowest = Math.min(lowest, visit(target));
      else if (open.includes(target)) lowest = Math.min(lowest, low.get(target) ?? order.get(target) ?? number);
    }
    low.set(path, lowest);
    if (lowest === number) found.push(open.splice(open.indexOf(path)));
    return lowest;
  };
  for (const path of graph.keys()) if (!order.has(path)) visit(path);
  return found.filter(([first, ...rest]) => rest.length > 0 || (first && graph.get(first)?.includes(first)));
}

function wayRound(knot: readonly string[], graph: Graph): Violation {
  const path = [...knot].sort()[0] ?? '';
  const trails: string[][] = [[path]];
  const met = new Set<string>();
  for (let trail = trails.shift(); trail; trail = trails.shift()) {
    for (const target of graph.get(trail.at(-1) ?? '') ?? []) {
      if (target === path) return { path, what: `imports itself: ${[...trail, path].join(' > ')}` };
      if (met.has(target) || !knot.includes(target)) continue;
      met.add(target);
      trails.push([...trail, target]);
    }
  }
  return { path, what: `imports itself within ${knot.join(', ')}` };
}
