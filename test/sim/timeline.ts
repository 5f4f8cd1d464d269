// Virtual time: what happens when, in one queue ordered by moment and then by who asked first.

export interface Entry {
  cancelled: boolean;
}

interface Planned extends Entry {
  at: number;
  readonly order: number;
  readonly run: () => void;
}

export interface Timeline {
  /** True time, ms since the epoch. It never goes back; clocks that jump are offsets to it. */
  now(): number;
  /** Plans `run` for that moment, or for now when it has passed. */
  at(moment: number, run: () => void): Entry;
  /** Runs the next entry up to and including `until`; false when there is none. */
  step(until: number): boolean;
  /** Whether nothing is planned any more. */
  isEmpty(): boolean;
}

/** An empty timeline that begins at `start`. A binary heap. */
export function timeline(start: number): Timeline {
  const heap: Planned[] = [];
  let now = start;
  let order = 0;
  return {
    now: () => now,
    at(moment, run) {
      const entry: Planned = { at: Math.max(moment, now), order: order++, run, cancelled: false };
      heap.push(entry);
      rise(heap, heap.length - 1);
      return entry;
    },
    step(until) {
      for (let first = heap[0]; first && first.at <= until; first = heap[0]) {
        takeFirst(heap);
        if (first.cancelled) continue;
        now = first.at;
        first.run();
        return true;
      }
      return false;
    },
    isEmpty: () => heap.every(({ cancelled }) => cancelled),
  };
}

function before(a: Planned, b: Planned): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function rise(heap: Planned[], from: number): void {
  const entry = heap[from] as Planned;
  let at = from;
  while (at > 0) {
    const above = (at - 1) >>> 1;
    const parent = heap[above] as Planned;
    if (!before(entry, parent)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = entry;
}

function takeFirst(heap: Planned[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    if (left >= heap.length) break;
    const right = left + 1;
    const child = right < heap.length && before(heap[right] as Planned, heap[left] as Planned) ? right : left;
    if (!before(heap[child] as Planned, last)) break;
    heap[at] = heap[child] as Planned;
    at = child;
  }
  heap[at] = last;
}
