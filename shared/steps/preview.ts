// A plan of the whole population, a slice at a time: what policies would change for everybody. Changes nobody.

import { NO_TALLIES } from '../core/guard.ts';
import { intervalOf, tightest } from '../core/pacing.ts';
import { packTallies } from '../core/packed-tallies.ts';
import { changedParts } from '../core/policy/changed.ts';
import { type Policies, type PreviewInput, preview } from '../core/preview.ts';
import { takesAway } from '../core/verify.ts';
import { wished } from '../core/wish.ts';
import type { Person } from '../model/person.ts';
import type { Origin } from '../model/policy/origin.ts';
import type { Preview, PreviewHead, PreviewPart, PreviewSlice } from '../model/preview.ts';
import type { Pipeline, PolicyVersion } from '../ports/pipeline.ts';
import { callsOf, readCalls } from './apply.ts';
import { guardKey, talliesOf } from './guarded.ts';
import { peoplePage } from './population.ts';
import { spellingOf } from './spelling.ts';

export interface PreviewRequest {
  readonly actor: string;
  /** Which Frontdesk this is. */
  readonly instance: string;
  /** Undefined: the one in force. */
  readonly policy?: PolicyVersion;
  /** Undefined: against the ledger. */
  readonly base?: PolicyVersion;
  readonly pins: boolean;
  /** Of the slice before. */
  readonly from?: string;
}

/** A slice ends with the page of the store after which it has taken this long, ms, or answers this many characters. */
const SLICE_MS = 12_000;
const SLICE_TEXT = 2_000_000;

/** One slice of the population. Every slice looks at people as of the moment of the first one. */
export async function previewSlice(ports: Pipeline, request: PreviewRequest): Promise<PreviewSlice> {
  const { clock } = ports;
  const begun = clock.now();
  const { at, cursor: from } = placeOf(request.from, begun);
  const inForce = await ports.activePolicy();
  const looking = lookingAt(ports, { request, inForce, at });
  const previews: Preview[] = [];
  const unfinished: { [target: string]: { [state: string]: number } } = {};
  let [cursor, looked, text] = [from, 0, 0];
  do {
    const page = await peoplePage(ports, cursor);
    for (const person of page.people) {
      if (!request.base) countUnfinished(unfinished, person);
      const found = await looking.look(person);
      if (!found) continue;
      previews.push(found);
      text += JSON.stringify(found).length;
    }
    looked += page.people.length;
    cursor = page.cursor;
  } while (cursor !== undefined && clock.now() - begun < SLICE_MS && text < SLICE_TEXT);
  return {
    head: await headOf(ports, { request, inForce, at }),
    ...(cursor !== undefined && { cursor: `${at}.${cursor}` }),
    looked,
    previews,
    parts: looking.parts(previews),
    unfinished,
  };
}

/** `<moment of the first slice>.<the store's own cursor>`. */
function placeOf(from: string | undefined, now: number): { readonly at: number; readonly cursor?: string } {
  const [, at, cursor] = /^(\d{1,15})\.(.+)$/s.exec(from ?? '') ?? [];
  return at === undefined || cursor === undefined ? { at: now } : { at: Number(at), cursor };
}

interface Looking {
  readonly request: PreviewRequest;
  readonly inForce: PolicyVersion;
  readonly at: number;
}

function lookingAt(ports: Pipeline, { request, inForce, at }: Looking) {
  const after = request.policy ?? inForce;
  const shared = { ...spellingOf(ports), now: at, calls: callsFor(ports, at), pins: request.pins };
  const against: PreviewInput['against'] = request.base ? 'policy' : 'ledger';
  const pairs = new Map<string, Policies>();
  const policiesFor = async (person: Person): Promise<Policies> => {
    const version = request.base?.version ?? person.policy;
    const known = pairs.get(version);
    if (known) return known;
    const before = request.base ?? (await ports.policyVersion(version)) ?? inForce;
    const made = { before, after, isChanged: isIn(changedParts(before.bundle, after.bundle)) };
    pairs.set(version, made);
    return made;
  };
  return {
    look: async (person: Person) =>
      preview({
        ...shared,
        against,
        person,
        policies: pairs.get(request.base?.version ?? person.policy) ?? (await policiesFor(person)),
      }),
    parts: (previews: readonly Preview[]) => partsIn(previews, request.base ?? inForce, after),
  };
}

function isIn(parts: ReadonlyMap<string, unknown>): (part: string) => boolean {
  return (part) => parts.has(part);
}

/** The parts that are others, and those that are named as a cause. */
function partsIn(previews: readonly Preview[], before: PolicyVersion, after: PolicyVersion): readonly PreviewPart[] {
  const changed = changedParts(before.bundle, after.bundle);
  const named = previews.flatMap(({ entries }) => entries.flatMap(({ causes }) => causes));
  return [...new Set([...changed.keys(), ...named])].sort().map((part) => {
    const change = changed.get(part);
    const place = placeIn(after.origin, part) ?? placeIn(before.origin, part);
    return { part, ...(change && { change }), ...(place !== undefined && { place }) };
  });
}

function placeIn(origin: Origin | undefined, part: string): string | undefined {
  return origin && Object.hasOwn(origin.places, part) ? origin.places[part] : undefined;
}

/** What the worker of an operation takes of the target's pace, and the read that verifies a grant. */
function callsFor(ports: Pipeline, now: number): PreviewInput['calls'] {
  return ({ target, wish, loses }, before) => {
    const capabilities = ports.target(target)?.capabilities;
    const standing = wished(before, { wish, rev: 0, takesAway: loses.length > 0, now, landing: 0 });
    return callsOf(capabilities, standing) + (takesAway(standing) ? 0 : readCalls(capabilities));
  };
}

function countUnfinished(counts: { [target: string]: { [state: string]: number } }, { standings }: Person): void {
  for (const [target, { state, held }] of Object.entries(standings)) {
    const words = [...(state === 'verified' ? [] : [state]), ...(held ? ['held'] : [])];
    for (const word of words) {
      const states = counts[target] ?? {};
      counts[target] = { ...states, [word]: (states[word] ?? 0) + 1 };
    }
  }
}

async function headOf(ports: Pipeline, { request, inForce, at }: Looking): Promise<PreviewHead> {
  const { settings, table, target } = ports;
  const { actor: by, instance, policy, base } = request;
  const { version, bundle } = policy ?? inForce;
  const stored = await table.get(guardKey(settings.tenant));
  const msPerCall = Object.keys(settings.targets).map((name) => {
    const bucket = tightest(target(name)?.capabilities.buckets ?? []);
    return [name, bucket ? intervalOf(bucket) : 0] as const;
  });
  return {
    tenant: settings.tenant,
    instance,
    at,
    by,
    version,
    ...(base && { base: base.version }),
    inForce: inForce.version,
    tallies: packTallies(stored ? talliesOf(stored) : NO_TALLIES),
    limits: bundle.limits,
    msPerCall: Object.fromEntries(msPerCall),
  };
}
