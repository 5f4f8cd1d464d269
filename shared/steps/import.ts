// Takes a snapshot of a source in: changed people become events; missing ones leave only where the absence is proven.
import { fold } from '../core/fold.ts';
import { type Sanity, sanity } from '../core/snapshot.ts';
import type { PlanHead } from '../model/held-plan.ts';
import type { HeldEntry } from '../model/plan.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Snapshot } from '../ports/source.ts';
import { absence } from './absence.ts';
import { wantRecount } from './census.ts';
import { recordDeed } from './deeds.ts';
import { sendRows, sendStatements } from './import-rows.ts';
import { readPerson } from './people.ts';
import { changePlan, openPlans, savePlan } from './plans.ts';
import { type Remembered, recall, remember } from './snapshot-memory.ts';

export interface ImportRequest {
  readonly source: string;
  readonly file: Uint8Array;
  readonly actor: string;
  /** When to stop, ms: sending the same file again goes on from there. */
  readonly until?: number;
}

/** `held`: the plan of those who are missing, which two people may release. `unfinished`: `done` of `total` changed people are in. */
export type Imported =
  | {
      readonly kind: 'imported';
      readonly people: number;
      readonly changed: number;
      readonly missing: number;
      readonly left: number;
      readonly refused: Extract<Snapshot, { kind: 'snapshot' }>['refused'];
      readonly sanity: Sanity;
      /** Why the file does not prove that it is whole. */
      readonly unproven?: string;
      readonly held?: PlanHead;
    }
  | { readonly kind: 'unfinished'; readonly done: number; readonly total: number }
  | { readonly kind: 'refused'; readonly what: string };

const SIDE_BY_SIDE = 50;

type Taken = Extract<Snapshot, { kind: 'snapshot' }>;

/** Imports a file. Twice the same file changes nothing; a file that was cut short by time or a crash goes on. */
export const importSnapshot =
  (ports: Pipeline) =>
  async (request: ImportRequest): Promise<Imported> => {
    const configured = ports.source(request.source);
    if (!configured?.source.snapshot) return { kind: 'refused', what: `source "${request.source}" takes no files` };
    const now = ports.clock.now();
    const snapshot = configured.source.snapshot(request.file, {
      config: configured.settings.config,
      now,
      digest: ports.digest,
    });
    return snapshot.kind === 'invalid'
      ? { kind: 'refused', what: snapshot.what }
      : takeInSnapshot(ports, request, snapshot);
  };

async function takeInSnapshot(ports: Pipeline, request: ImportRequest, snapshot: Taken): Promise<Imported> {
  const now = ports.clock.now();
  const last = await recall(ports, request.source);
  const said = statementDigests(ports, snapshot);
  const all = compare(said, last?.people);
  const compared = { ...all, missing: await stillHere(ports, request.source, all.missing) };
  const { columns, certificate } = snapshot;
  const version = Math.max(now, (last?.memory.takenAt ?? 0) + 1);
  const facts = {
    people: said.size,
    missing: compared.missing.length,
    changedIds: compared.fresh,
    columns,
    takenAt: now,
  };
  const verdict = sanity({ ...facts, certified: certificate !== undefined }, last?.memory);
  if (verdict.kind === 'stop' && verdict.what === 'everything')
    return { kind: 'refused', what: `nothing was imported: ${verdict.why}` };
  const sending = { request, snapshot, compared, verdict, version, mark: markOf(ports, said, last?.memory.takenAt) };
  const done = await sendStatements(ports, {
    source: request.source,
    people: changedPeople(snapshot, compared.changed),
    mark: sending.mark,
    version,
    by: request.actor,
    until: request.until ?? Number.POSITIVE_INFINITY,
  });
  if (done < compared.changed.length) return { kind: 'unfinished', done, total: compared.changed.length };
  const result = await missingPeople(ports, sending);
  const kept = verdict.kind === 'stop' ? new Map([...missingFrom(last?.people, compared.missing), ...said]) : said;
  await remember(ports, request.source, { memory: { people: kept.size, columns, takenAt: version }, people: kept });
  const cause = `${said.size} people, ${compared.changed.length} changed, ${compared.missing.length} missing${verdict.kind === 'stop' ? `; held: ${verdict.why}` : ''}`;
  if (compared.changed.length > 0) await wantRecount(ports);
  await recordDeed(ports, { noun: 'source', id: request.source, actor: request.actor, act: 'imported', cause });
  return {
    kind: 'imported',
    people: said.size,
    changed: compared.changed.length,
    missing: compared.missing.length,
    refused: snapshot.refused,
    sanity: verdict,
    ...(snapshot.unproven !== undefined && { unproven: snapshot.unproven }),
    ...result,
  };
}

function statementDigests({ digest }: Pipeline, { people }: Taken): Map<string, string> {
  return new Map(
    people.map(({ subject, statement }) => [
      subject,
      digest.sha256(JSON.stringify({ ...statement, version: 0 })).slice(0, 10),
    ]),
  );
}

/** Names this file against what was there before it: the same again names the same events, so that nothing is said twice. */
function markOf({ digest }: Pipeline, said: Remembered, before = 0): string {
  return digest
    .sha256(`${before}\n${[...said].map(([subject, what]) => `${subject} ${what}`).join('\n')}`)
    .slice(0, 20);
}

/** Of those who are missing, whoever has not left by other word: a leaver who goes from the list is no surprise. */
async function stillHere(ports: Pipeline, source: string, missing: readonly string[]): Promise<readonly string[]> {
  const people = ports.settings.sources[source]?.people ?? '';
  const here: string[] = [];
  for (let start = 0; start < missing.length; start += SIDE_BY_SIDE) {
    const some = missing.slice(start, start + SIDE_BY_SIDE);
    const read = await Promise.all(some.map((subject) => readPerson(ports, `${people}-${subject}`)));
    const now = ports.clock.now();
    here.push(...some.filter((_, position) => fold(read[position]?.facts ?? [], now).status !== 'left'));
  }
  return here;
}

interface Compared {
  readonly changed: readonly string[];
  readonly missing: readonly string[];
  readonly fresh: number;
}

function compare(said: Remembered, last: Remembered | undefined): Compared {
  const changed = [...said].filter(([subject, what]) => last?.get(subject) !== what).map(([subject]) => subject);
  const missing = last ? [...last.keys()].filter((subject) => !said.has(subject)).sort() : [];
  const fresh = last ? changed.filter((subject) => !last.has(subject)).length : 0;
  return { changed, missing, fresh };
}

function missingFrom(last: Remembered | undefined, missing: readonly string[]): readonly (readonly [string, string])[] {
  return missing.map((subject) => [subject, last?.get(subject) ?? '']);
}

function changedPeople({ people }: Taken, changed: readonly string[]): Taken['people'] {
  const wanted = new Set(changed);
  return people.filter(({ subject }) => wanted.has(subject));
}

interface Sending {
  readonly request: ImportRequest;
  readonly snapshot: Taken;
  readonly compared: Compared;
  readonly verdict: Sanity;
  readonly mark: string;
  /** Later than that of the snapshot before, also where the clock has gone back. */
  readonly version: number;
}

/** Proven and sane: they left. Otherwise one plan of all of them waits for two people. */
async function missingPeople(
  ports: Pipeline,
  { request, compared, verdict, mark, version }: Sending,
): Promise<{ left: number; held?: PlanHead }> {
  const people = ports.settings.sources[request.source]?.people ?? '';
  await supersedePlans(ports, request.source);
  if (compared.missing.length === 0) return { left: 0 };
  if (verdict.kind === 'stop') {
    const entries: HeldEntry[] = await Promise.all(
      compared.missing.map((subject) => heldEntry(ports, `${people}-${subject}`)),
    );
    const content = {
      kind: 'absence' as const,
      tenant: ports.settings.tenant,
      author: request.actor,
      why: verdict.why,
      round: ports.clock.now(),
      source: request.source,
      entries,
    };
    return { left: 0, held: await savePlan(ports, content) };
  }
  const batch = await Promise.all(
    compared.missing.map((subject) =>
      absence(ports, { source: request.source, person: `${people}-${subject}`, mark, version, by: request.actor }),
    ),
  );
  await sendRows(ports, batch);
  return { left: compared.missing.length };
}

/** What an older file did not list is not to be approved any more: the newer one says who is missing. */
async function supersedePlans(ports: Pipeline, source: string): Promise<void> {
  const older = (await openPlans(ports)).filter((head) => head.source === source && head.state === 'open');
  for (const head of older)
    await changePlan(
      ports,
      { ...head, state: 'superseded' },
      { actor: 'system', act: 'ended', cause: 'a newer file was taken in' },
    );
}

async function heldEntry(ports: Pipeline, person: string): Promise<HeldEntry> {
  const { rev, standings } = await readPerson(ports, person);
  return { person, revision: rev, targets: Object.keys(standings) };
}
