// A plan of the whole population, a slice at a time: what policies would change for everybody. Changes nobody.
import { concerned } from '../core/concerned.ts';
import { NO_TALLIES } from '../core/guard.ts';
import { intervalOf, tightest } from '../core/pacing.ts';
import { packTallies } from '../core/packed-tallies.ts';
import { changedParts } from '../core/policy/changed.ts';
import { limitsInForce } from '../core/policy/limits-in-force.ts';
import type { Person } from '../model/person.ts';
import type { Origin } from '../model/policy/origin.ts';
import type { Preview, PreviewHead, PreviewPart, PreviewSlice } from '../model/preview.ts';
import type { ActivePolicy, Pipeline, PolicyVersion } from '../ports/pipeline.ts';
import { guardKey, talliesOf } from './guarded.ts';
import { peoplePage } from './population.ts';
import { type Looking, previewer } from './previewer.ts';
import { closedCursor, openedCursor } from './slice-cursor.ts';

export interface PreviewRequest extends Omit<Looking, 'at'> {
  readonly actor: string;
  /** Which Frontdesk this is. */
  readonly instance: string;
  /** Of the slice before. */
  readonly from?: string;
}

/** A slice ends with the page of the store after which it has taken this long, ms, or answers this many characters. */
const SLICE_MS = 12_000;
const SLICE_TEXT = 2_000_000;

/** One slice of the population; undefined for a cursor that no slice has named. Every slice looks at people as of the moment of the first one. */
export async function previewSlice(ports: Pipeline, request: PreviewRequest): Promise<PreviewSlice | undefined> {
  const begun = ports.clock.now();
  const place = request.from === undefined ? { at: begun } : placeOf(ports, request.from);
  if (!place) return undefined;
  const { at, cursor: from }: Place = place;
  const active = await ports.activePolicy();
  const inForce = active.base;
  const look = previewer(ports, { ...request, at });
  const previews: Preview[] = [];
  const unfinished: { [target: string]: { [state: string]: number } } = {};
  let [cursor, looked, text] = [from, 0, 0];
  do {
    const page = await peoplePage(ports, cursor);
    if (!request.base) for (const person of page.people) countUnfinished(unfinished, person);
    for (const person of toLookAt(request, page.people, at)) {
      const found = await look(person);
      if (!found) continue;
      previews.push(found);
      text += JSON.stringify(found).length;
    }
    looked += page.people.length;
    cursor = page.cursor;
  } while (cursor !== undefined && ports.clock.now() - begun < SLICE_MS && text < SLICE_TEXT);
  return {
    head: await headOf(ports, { request, active, at }),
    ...(cursor !== undefined && { cursor: closedCursor(ports, `${at}.${cursor}`) }),
    looked,
    previews,
    parts: partsIn(previews, request.base ?? inForce, request.policy ?? inForce),
    unfinished,
  };
}

/** Between two policies only those count whom the change concerns; against the ledger everybody may have something due. */
function toLookAt({ policy, base }: PreviewRequest, people: readonly Person[], at: number): readonly Person[] {
  if (!policy || !base) return people;
  return concerned(people, { before: base.bundle, after: policy.bundle, at });
}

interface Place {
  /** The moment of the first slice, ms. */
  readonly at: number;
  /** The store's own. */
  readonly cursor?: string;
}

function placeOf(ports: Pipeline, from: string): Place | undefined {
  const [, at, cursor] = /^(\d{1,15})\.(.+)$/s.exec(openedCursor(ports, from) ?? '') ?? [];
  return at === undefined || cursor === undefined ? undefined : { at: Number(at), cursor };
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

function countUnfinished(counts: { [target: string]: { [state: string]: number } }, { standings }: Person): void {
  for (const [target, { state, held }] of Object.entries(standings)) {
    const words = [...(state === 'verified' ? [] : [state]), ...(held ? ['held'] : [])];
    for (const word of words) {
      const states = counts[target] ?? {};
      counts[target] = { ...states, [word]: (states[word] ?? 0) + 1 };
    }
  }
}

interface Headed {
  readonly request: PreviewRequest;
  readonly active: ActivePolicy;
  readonly at: number;
}

async function headOf(ports: Pipeline, { request, active, at }: Headed): Promise<PreviewHead> {
  const { settings, table, target } = ports;
  const { actor: by, instance, policy, base } = request;
  const { base: inForce } = active;
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
    limits: limitsInForce({ own: bundle.limits, base: inForce.bundle.limits, inForce: active.inForce }, at),
    msPerCall: Object.fromEntries(msPerCall),
  };
}
