// Values of metrics in the order of their time, and the ones of a window without looking at all others.
import type { MetricPoint } from '../../model/metric.ts';

export interface Series {
  /** Any order. */
  add(points: readonly MetricPoint[]): void;
  /** Values from `from` up to but not including `to`, ms. */
  between(name: string, from: number, to: number): readonly number[];
  /** Forgets what is older, ms. */
  forget(before: number): void;
}

type Timed = Pick<MetricPoint, 'at' | 'values'>;

export function series(): Series {
  const byName = new Map<string, { points: Timed[]; isSorted: boolean }>();
  const sorted = (name: string): readonly Timed[] => {
    const line = byName.get(name);
    if (!line) return [];
    if (!line.isSorted) line.points.sort((a, b) => a.at - b.at);
    line.isSorted = true;
    return line.points;
  };
  return {
    add(points) {
      for (const { name, at, values } of points) {
        const line = byName.get(name) ?? { points: [], isSorted: true };
        line.isSorted &&= at >= (line.points.at(-1)?.at ?? at);
        line.points.push({ at, values });
        byName.set(name, line);
      }
    },
    between(name, from, to) {
      const points = sorted(name);
      const values: number[] = [];
      for (let position = firstAt(points, from); position < points.length; position += 1) {
        const point = points[position];
        if (!point || point.at >= to) break;
        values.push(...point.values);
      }
      return values;
    },
    forget(before) {
      for (const [name, line] of byName) line.points = sorted(name).slice(firstAt(sorted(name), before));
    },
  };
}

/** The position of the first point at or after `moment`. */
function firstAt(points: readonly Timed[], moment: number): number {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.at ?? 0) < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
