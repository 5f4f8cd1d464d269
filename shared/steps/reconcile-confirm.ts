// Suspects are read one by one before anything is called drift, and what is missing is wished again: never twice, nothing else.

import { decidedProfile } from '../core/decided.ts';
import { driftOf, type Expected, isSettled } from '../core/drift.ts';
import { tallied } from '../core/drift-tally.ts';
import { personKey, personOf } from '../core/ledger.ts';
import { isNamed } from '../core/protection.ts';
import { CALL_DEADLINE } from '../core/timing.ts';
import type { AccountRef, Reading } from '../model/access.ts';
import type { Person, Standing } from '../model/person.ts';
import type { ReconcileRun, Repair, Suspect } from '../model/reconcile-run.ts';
import type { ReadAnswer } from '../ports/adapter.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { ReadFailed, WriteRefused } from '../ports/table.ts';
import { refOf, wishOf } from './call.ts';
import { decidePerson } from './decide.ts';
import { readPerson } from './people.ts';
import { saveRun } from './reconcile-store.ts';
import { mayCall, pausedBy, type Stepped, type Work } from './reconcile-work.ts';

/** Read together: few, so that a slice can end between two of them; fewer after each fault, for it may have been the deadline. */
const BITE = 10;

/** What the ledger expects of one person at the target. */
export async function expectedAt(work: Work, person: Person, standing: Standing): Promise<Expected> {
  const { ports, target, connection } = work;
  const policy = await ports.policyVersion(person.policy);
  const own = decidedProfile(policy?.bundle, person, { target, now: ports.clock.now() });
  const { profile } = wishOf(connection, standing, own);
  return { person: person.id, standing, userName: profile.userName };
}

interface Question {
  readonly suspect: Suspect;
  readonly person: Person;
  readonly expected: Expected;
  readonly refs: readonly AccountRef[];
}

/** Reads the next suspects and keeps what they turned out to be. Whoever has moved since is no suspect any more. */
export async function confirmStep(work: Work, run: ReconcileRun): Promise<Stepped> {
  const bite = Math.max(1, BITE >> run.faults);
  const now = run.suspects.slice(0, bite);
  const questions = (await Promise.all(now.map((suspect) => questionOf(work, suspect)))).flatMap((one) => one ?? []);
  const refs = questions.flatMap((question) => question.refs);
  const gate = refs.length > 0 ? await mayCall(work, refs.length) : undefined;
  if (gate) return { run, waitUntil: gate };
  const answer = refs.length > 0 ? await readingsOf(work, refs) : { kind: 'readings' as const, readings: [] };
  if (answer.kind === 'fault') return pausedBy(work, run, answer.fault);
  const readings = [...answer.readings];
  let next: ReconcileRun = { ...run, faults: 0, suspects: run.suspects.slice(bite) };
  for (const question of questions)
    next = withAnswer(work, next, { question, readings: readings.splice(0, question.refs.length) });
  return { run: await saveRun(work.ports, next) };
}

async function questionOf(work: Work, suspect: Suspect): Promise<Question | undefined> {
  const { ports, target } = work;
  const item = await ports.table.get(personKey(ports.settings.tenant, suspect.person));
  const person = item && personOf(item);
  const standing = person?.standings[target];
  if (!standing || !isSettled(standing, ports.clock.now())) return undefined;
  const expected = await expectedAt(work, person, standing);
  const ref = refOf(person.id, standing, { userName: expected.userName ?? '' });
  const refs = suspect.ids?.map((remoteId) => ({ ...ref, remoteId })) ?? [ref];
  return { suspect, person, expected, refs };
}

async function readingsOf({ ports, connection }: Work, refs: readonly AccountRef[]): Promise<ReadAnswer> {
  try {
    return await connection.read({ refs, signal: ports.clock.deadline(CALL_DEADLINE) });
  } catch {
    return { kind: 'fault', fault: { kind: 'unavailable', detail: 'the adapter threw' } };
  }
}

interface Answered {
  readonly question: Question;
  readonly readings: readonly Reading[];
}

function withAnswer(work: Work, run: ReconcileRun, { question, readings }: Answered): ReconcileRun {
  if (question.suspect.ids) return withDouble(run, question.suspect.ids, { question, readings });
  const reading: Reading = readings[0] ?? { kind: 'unknown', why: 'no reading' };
  if (reading.kind === 'unknown') return { ...run, unclear: run.unclear + 1 };
  const { findings, repairable } = driftOf(question.expected, reading);
  const { drift, examples } = tallied(run, findings);
  const repair = repairable && !isProtected(work, question) ? [repairOf(question.expected)] : [];
  return { ...run, drift, examples, repairs: [...run.repairs, ...repair] };
}

/** Two accounts of one person, both there at the same time: one was not made by us, or was made twice. */
function withDouble(run: ReconcileRun, ids: readonly string[], { question, readings }: Answered): ReconcileRun {
  const there = readings.filter((reading, position) => reading.kind === 'found' && reading.remoteId === ids[position]);
  if (there.length < 2) return run;
  const { remoteId: own } = question.expected.standing;
  const remoteId = ids.find((id) => id !== own) ?? ids[0] ?? '';
  const found = { class: 'duplicate', person: question.person.id, remoteId, what: 'account' } as const;
  const { drift, examples } = tallied(run, [found]);
  return { ...run, drift, examples };
}

function isProtected({ ports, target }: Work, { expected: { standing, userName = '' } }: Question): boolean {
  const { remoteId } = standing;
  const account = { userName, ...(remoteId !== undefined && { remoteId }) };
  return isNamed(ports.settings.protected[target] ?? [], account);
}

function repairOf({ person, standing }: Expected): Repair {
  return { person, revision: standing.rev };
}

/** Wishes what is missing once more, by a decision like any other: at the next revision, past the guard, at the target's pace. */
export async function repairStep({ ports, target }: Work, run: ReconcileRun): Promise<Stepped> {
  let { repaired } = run;
  for (const repair of run.repairs) {
    await decideAgain(ports, target, repair);
    const standing = (await readPerson(ports, repair.person)).standings[target];
    if (standing && standing.rev > repair.revision) repaired += 1;
  }
  return { run: await saveRun(ports, { ...run, repaired, repairs: [] }) };
}

/** A busy store stops the step, which comes back; a person who cannot be decided keeps nobody else waiting. */
async function decideAgain(ports: Pipeline, target: string, { person, revision }: Repair): Promise<void> {
  const prompt = { kind: 'drift', targets: [target], revision } as const;
  try {
    await decidePerson(ports)({ person, prompt });
  } catch (error) {
    if (error instanceof WriteRefused || error instanceof ReadFailed) throw error;
    ports.log.error('repair-failed', { person, target, name: error instanceof Error ? error.name : 'unknown' });
  }
}
