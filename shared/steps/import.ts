// Takes a snapshot of a source in: changed people become events; missing ones leave only where the absence is proven.
import { fold } from '../core/fold.ts';
import { lostColumns, type Sanity, type SnapshotMemory, sanity } from '../core/snapshot.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { wantRecount } from './census.ts';
import { recordDeed } from './deeds.ts';
import { missingPeople } from './import-missing.ts';
import { fileDigest, repeated } from './import-repeat.ts';
import { sendStatements } from './import-rows.ts';
import type { Imported, Taken } from './imported.ts';
import { readPerson } from './people.ts';
import { type Memory, type Remembered, recall, remember } from './snapshot-memory.ts';

export interface ImportRequest {
  readonly source: string;
  readonly file: Uint8Array;
  readonly actor: string;
  /** Columns that the last file had and this one has not are given up: their values go from everybody. */
  readonly acceptColumns?: boolean;
  /** When to stop, ms: sending the same file again goes on from there. */
  readonly until?: number;
}

const SIDE_BY_SIDE = 50;

/** Imports a file. Twice the same file changes nothing, and is answered as the first time; a file that was cut short by time or a crash goes on. */
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
  const last = await recall(ports, request.source);
  const said = statementDigests(ports, snapshot);
  const file = fileDigest(ports, snapshot, said);
  const known = await repeated(ports, { last: last?.last, file, snapshot });
  if (known) return known;
  const compared = await compareWith(ports, request, { said, last: last?.people });
  const verdict = judge(ports, { request, snapshot, compared, people: said.size }, last?.memory);
  if (verdict.kind === 'stop' && verdict.what === 'everything')
    return { kind: 'refused', what: `nothing was imported: ${verdict.why}` };
  const version = Math.max(ports.clock.now(), (last?.memory.takenAt ?? 0) + 1);
  const mark = markOf(ports, said, last?.memory.takenAt);
  const sending = { request, snapshot, compared, verdict, version, mark };
  const done = await sendChanged(ports, sending);
  if (done < compared.changed.length) return { kind: 'unfinished', done, total: compared.changed.length };
  return conclude(ports, sending, { said, file, last });
}

/** All statements are in: now those who are missing, and what to remember of the file. */
async function conclude(
  ports: Pipeline,
  sending: Sending,
  { said, file, last }: { readonly said: Remembered; readonly file: string; readonly last: Memory | undefined },
): Promise<Imported> {
  const { request, snapshot, compared, verdict, version, mark } = sending;
  const { columns, refused, unproven } = snapshot;
  const { left, held } = await missingPeople(ports, {
    source: request.source,
    actor: request.actor,
    subjects: compared.missing,
    certified: snapshot.certificate !== undefined,
    doubt: verdict.kind === 'stop' ? verdict.why : undefined,
    mark,
    version,
  });
  const { length: changed } = compared.changed;
  const counts = { changed, fresh: compared.fresh, missing: compared.missing.length, left, mark, sanity: verdict };
  if (changed > 0) await wantRecount(ports);
  await noteImport(ports, sending, { people: said.size, givenUp: lostColumns(columns, last?.memory.columns) });
  const people = verdict.kind === 'stop' ? new Map([...missingFrom(last?.people, compared.missing), ...said]) : said;
  const taken = { file, at: ports.clock.now(), ...counts, ...(held && { plan: held.hash }) };
  const memory = { people: people.size, columns, takenAt: version };
  await remember(ports, request.source, { memory, people, last: taken });
  const proof = unproven === undefined ? {} : { unproven };
  return { kind: 'imported', people: said.size, ...counts, refused, ...proof, ...(held && { held }) };
}

async function compareWith(
  ports: Pipeline,
  { source }: ImportRequest,
  { said, last }: { readonly said: Remembered; readonly last: Remembered | undefined },
): Promise<Compared> {
  const all = compare(said, last);
  return { ...all, missing: await stillHere(ports, source, all.missing) };
}

function judge(
  { clock }: Pipeline,
  {
    request,
    snapshot,
    compared,
    people,
  }: Pick<Sending, 'request' | 'snapshot' | 'compared'> & { readonly people: number },
  last: SnapshotMemory | undefined,
): Sanity {
  const facts = {
    people,
    missing: compared.missing.length,
    changedIds: last ? compared.fresh : 0,
    columns: snapshot.columns,
    acceptColumns: request.acceptColumns ?? false,
    takenAt: clock.now(),
    certified: snapshot.certificate !== undefined,
  };
  return sanity(facts, last);
}

function sendChanged(ports: Pipeline, { request, snapshot, compared, version, mark }: Sending): Promise<number> {
  return sendStatements(ports, {
    source: request.source,
    people: changedPeople(snapshot, compared.changed),
    mark,
    version,
    by: request.actor,
    until: request.until ?? Number.POSITIVE_INFINITY,
  });
}

/** Before it is remembered: of a call that ends in between the next one writes it down once more, rather than nobody. */
async function noteImport(
  ports: Pipeline,
  { request: { source: id, actor }, compared: { changed, missing }, verdict }: Sending,
  { people, givenUp }: { readonly people: number; readonly givenUp: readonly string[] },
): Promise<void> {
  const parts = [
    `${people} people, ${changed.length} changed, ${missing.length} missing`,
    ...(givenUp.length > 0 ? [`columns given up: ${givenUp.join(', ')}`] : []),
    ...(verdict.kind === 'stop' ? [`held: ${verdict.why}`] : []),
  ];
  await recordDeed(ports, { noun: 'source', id, actor, act: 'imported', cause: parts.join('; ') });
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
  const fresh = changed.filter((subject) => !last?.has(subject)).length;
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
