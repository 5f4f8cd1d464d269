// The scheduler's minute: a sweep whenever the table shows that somebody is due; none where it could find nothing.
import { sweep } from '../../shared/steps/sweep.ts';
import type { Workers } from './workers.ts';
import { type World, wall } from './world.ts';

const MINUTE = 60_000;

export interface Minutes {
  /** Somebody is due at that moment of our wall clock: the next sweep may be needed sooner. */
  due(moment: number | undefined): void;
  /** A clock has jumped: all is looked through again. */
  stir(): void;
}

export function minutesOf(world: World, workers: Workers): Minutes {
  const { timeline } = world;
  let next = Number.POSITIVE_INFINITY;
  const plan = (at: number) => {
    if (at >= next) return;
    next = at;
    timeline.at(at, () => {
      if (next !== at) return;
      next = Number.POSITIVE_INFINITY;
      if (isDue(world) && !world.dice.chance(world.mix.missSweep))
        workers.run('sweep', { what: 'sweep', work: ({ ports }) => sweep(ports)() });
      look();
    });
  };
  const due = (moment: number | undefined) => {
    if (moment !== undefined) plan(minuteAfter(Math.max(timeline.now(), moment - world.offset)));
  };
  const look = () => due(earliestDue(world));
  return { due, stir: look };
}

function minuteAfter(moment: number): number {
  return (Math.floor(moment / MINUTE) + 1) * MINUTE;
}

function isDue(world: World): boolean {
  const due = earliestDue(world);
  return due !== undefined && due <= wall(world);
}

/** By our wall clock. What lies in a backlog is due at once. */
function earliestDue({ table }: World): number | undefined {
  let earliest: number | undefined;
  for (const { pk, index } of table.contents('state')) {
    const isDue = index?.shard.startsWith('due#');
    const at = isDue ? Number(index?.at) : pk.split('#')[1] === 'b' ? 0 : undefined;
    if (at !== undefined && (earliest === undefined || at < earliest)) earliest = at;
  }
  return earliest;
}
