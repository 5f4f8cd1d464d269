// `replay`: the recorded facts of a window under another policy, in slices over the whole company. Changes nothing.
import * as z from 'zod';
import { type Otherwise, replay } from '../../core/policy/replay.ts';
import { added, totalsOf } from '../../core/policy/replay-totals.ts';
import { NO_WINDOW, windowStart } from '../../core/policy/window.ts';
import type { Person } from '../../model/person.ts';
import type { Pipeline, PolicyVersion } from '../../ports/pipeline.ts';
import { recordedOf } from '../recorded.ts';
import { bodyGiven } from './body.ts';
import { type Answer, type Asked, type Commands, reads } from './command.ts';
import { peopleSlice } from './people-slice.ts';
import { policyGiven } from './policy-body.ts';

/** People of one answer for whom something is different, about; a Lambda answers with 6 MB at most. */
const ROOM = 2_000;
/** People whose inbox is read at one time. */
const SIDE_BY_SIDE = 16;

export const replayCommands: Commands = { 'POST replay': reads(replaySlice) };

const Wanted = z.strictObject({
  policy: z.unknown().optional(),
  origin: z.unknown().optional(),
  since: z.string(),
  /** An instant, as the first slice named it: all slices have one window. */
  until: z.iso.datetime().optional(),
  base: z.union([z.strictObject({ version: z.string().max(64) }), z.looseObject({ policy: z.unknown() })]).optional(),
  cursor: z.string().optional(),
});

interface PersonReplay {
  readonly person: string;
  readonly different: readonly Otherwise[];
}

interface Replay {
  readonly from: number;
  readonly to: number;
  readonly before: PolicyVersion;
  readonly after: PolicyVersion;
}

async function replaySlice({ ports, body }: Asked): Promise<Answer> {
  const wanted = bodyGiven(body, Wanted, 'replay');
  if (typeof wanted === 'string') return { refused: wanted };
  const asked = await replayAsked(ports, wanted);
  if ('refused' in asked || 'missing' in asked) return asked;
  let totals = totalsOf([]);
  const each = async (people: readonly Person[]) => {
    const replayed = await replayAll(ports, people, asked);
    totals = added(totals, totalsOf(replayed));
    return replayed
      .filter(({ different }) => different.length > 0)
      .map(({ person, different }) => ({ person, different }));
  };
  const slice = await peopleSlice<PersonReplay>(ports, { cursor: wanted.cursor ?? null, room: ROOM, each });
  if (slice.kind === 'refused') return { refused: slice.why };
  const { looked, found, cursor } = slice;
  return {
    json: {
      window: { from: isoOf(asked.from), to: isoOf(asked.to) },
      base: asked.before.version,
      policy: asked.after.version,
      looked,
      totals,
      people: found.map(({ person, different }) => ({ person, different: different.map(shown) })),
      ...(cursor !== undefined && { cursor }),
    },
  };
}

async function replayAsked(
  ports: Pipeline,
  { policy, origin, since, until, base }: z.infer<typeof Wanted>,
): Promise<Replay | Extract<Answer, { refused: string } | { missing: string }>> {
  const after = policyGiven(ports, { policy, ...(origin !== undefined && { origin }) });
  if (typeof after === 'string') return { refused: after };
  const to = until === undefined ? ports.clock.now() : Date.parse(until);
  const from = windowStart(since, to);
  if (from === undefined) return { refused: `"${since}" ${NO_WINDOW}` };
  const before = await baseGiven(ports, base);
  return 'bundle' in before ? { from, to, before, after } : before;
}

/** The version for everybody where none is named. */
async function baseGiven(
  ports: Pipeline,
  base: z.infer<typeof Wanted>['base'],
): Promise<PolicyVersion | { readonly refused: string } | { readonly missing: string }> {
  if (base === undefined) return (await ports.activePolicy()).base;
  if (!('version' in base)) {
    const given = policyGiven(ports, base);
    return typeof given === 'string' ? { refused: `base: ${given}` } : given;
  }
  const missing = `no policy version "${base.version}" was ever published here`;
  return (await ports.policyVersion(String(base.version))) ?? { missing };
}

interface Replayed extends PersonReplay {
  readonly facts: number;
}

async function replayAll(ports: Pipeline, people: readonly Person[], asked: Replay): Promise<readonly Replayed[]> {
  const all: Replayed[] = [];
  for (let from = 0; from < people.length; from += SIDE_BY_SIDE) {
    const some = people.slice(from, from + SIDE_BY_SIDE);
    all.push(...(await Promise.all(some.map((person) => replayOne(ports, person, asked)))));
  }
  return all;
}

async function replayOne(ports: Pipeline, person: Person, { from, to, before, after }: Replay): Promise<Replayed> {
  const { id, numbers } = person;
  const recorded = await recordedOf(ports, person, from);
  const policies = { before: before.bundle, after: after.bundle };
  const different = replay({ person: id, recorded, ...(numbers && { numbers }), from, to, ...policies });
  return { person: id, different, facts: recorded.length };
}

function shown({ from, until, ...one }: Otherwise) {
  return { ...one, from: isoOf(from), ...(until !== undefined && { until: isoOf(until) }) };
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
