// Reads back what was applied, without trusting any reply: one read per target for all people of a batch, one write a person.

import { type Checked, confirm, isReadable } from '../core/confirm.ts';
import { decidedProfile } from '../core/decided.ts';
import { endIndicators } from '../core/indicators.ts';
import { CALL_DEADLINE } from '../core/timing.ts';
import type { Reading, Wish } from '../model/access.ts';
import type { Person } from '../model/person.ts';
import type { Connection } from '../ports/adapter.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { readCalls } from './apply.ts';
import { refOf, wishOf } from './call.ts';
import { decidePerson } from './decide.ts';
import { outcomeWrites } from './outcomes.ts';
import { type Pace, waitUntil } from './pace.ts';
import { racing, readPerson } from './people.ts';
import { noteAnomaly } from './reconcile-start.ts';

/** A batch waits at most this long for its target, ms; with the read it stays far below the function's timeout. */
const PATIENCE = 20_000;

/** Verifies all of these people's targets whose read-back is due. */
export const verify =
  (ports: Pipeline, pace: Pace) =>
  async (people: readonly string[]): Promise<void> => {
    const now = ports.clock.now();
    const read = await Promise.all([...new Set(people)].map((id) => readPerson(ports, id)));
    const due = read.flatMap((person) =>
      Object.keys(person.standings).flatMap((target) => (isReadable(person, target, now) ? [{ person, target }] : [])),
    );
    const byTarget = [...Map.groupBy(due, ({ target }) => target)];
    const checked = await Promise.all(
      byTarget.map(([target, entries]) =>
        readTarget(ports, pace, { target, people: entries.map(({ person }) => person) }),
      ),
    );
    const byPerson = [...Map.groupBy(checked.flat(), ({ person }) => person)];
    await Promise.all(byPerson.map(([person, results]) => confirmSafely(ports, person, results)));
  };

/** One person's fault delays nobody of the batch: the due index brings them back. */
async function confirmSafely(ports: Pipeline, person: string, results: readonly CheckedPerson[]): Promise<void> {
  try {
    await confirmPerson(ports, person, results);
  } catch (error) {
    ports.log.error('verify-failed', { person, name: error instanceof Error ? error.name : 'unknown' });
  }
}

type CheckedPerson = Checked & { readonly person: string };

interface Batch {
  readonly target: string;
  readonly people: readonly Person[];
}

/** One read for all people of the batch at this target, or as few as its pace takes at once; the sweep brings the others back. */
async function readTarget(ports: Pipeline, pace: Pace, { target, people }: Batch): Promise<readonly CheckedPerson[]> {
  const connection = ports.target(target);
  if (!connection) return people.map((person) => unread(person, target, ports.clock.now()));
  const each = readCalls(connection.capabilities);
  const size = Math.min(people.length, Math.max(1, Math.floor(pace.most(target) / each)));
  const checked: CheckedPerson[] = [];
  const until = ports.clock.now() + PATIENCE;
  for (let from = 0; from < people.length; from += size) {
    const some = people.slice(from, from + size);
    if (!(await mayRead(ports, pace, { target, calls: each * some.length, until }))) break;
    checked.push(...(await readSome(ports, connection, { target, people: some })));
  }
  return checked;
}

async function readSome(
  ports: Pipeline,
  connection: Connection,
  { target, people }: Batch,
): Promise<readonly CheckedPerson[]> {
  const expected = await Promise.all(
    people.map(async (person) => ({ person, wish: await wishAt(ports, connection, { target, person }) })),
  );
  const refs = expected.map(({ person, wish }) => refOf(person.id, standingAt(person, target), wish.profile));
  const readAt = ports.clock.now();
  const readings = await readingsOf(ports, target, refs);
  return expected.map(({ person, wish }, position) => {
    const { rev } = standingAt(person, target);
    const reading: Reading = readings[position] ?? { kind: 'unknown', why: 'no reading' };
    return { person: person.id, target, rev, readAt, profile: wish.profile, reading };
  });
}

/** Waits for its turn when that is soon: in a mass onboarding hardly any batch has it at once. */
async function mayRead(
  { clock }: Pipeline,
  pace: Pace,
  { target, calls, until }: { readonly target: string; readonly calls: number; readonly until: number },
): Promise<boolean> {
  for (;;) {
    const gate = await pace.take(target, { removal: false, calls });
    if (gate.kind === 'go') {
      await waitUntil(clock, gate.at);
      return true;
    }
    if (gate.until > until) return false;
    await clock.sleep(Math.max(1, gate.until - clock.now()));
  }
}

/** The target is not in the settings any more. */
function unread(person: Person, target: string, readAt: number): CheckedPerson {
  const reading: Reading = { kind: 'unknown', why: 'the target is not in the settings' };
  return { person: person.id, target, rev: standingAt(person, target).rev, readAt, profile: {}, reading };
}

/** What the ledger wishes of a person at a target, with the full profile, in the target's own spelling. */
export async function wishAt(
  ports: Pipeline,
  connection: Connection,
  { target, person }: { target: string; person: Person },
): Promise<Wish> {
  const policy = await ports.policyVersion(person.policy);
  const profile = decidedProfile(policy?.bundle, person, { target, now: ports.clock.now() });
  return wishOf(connection, standingAt(person, target), profile);
}

function standingAt({ standings, id }: Person, target: string) {
  const standing = standings[target];
  if (!standing) throw new Error(`${id} has no standing at ${target}`);
  return standing;
}

async function readingsOf(
  ports: Pipeline,
  target: string,
  refs: Parameters<NonNullable<ReturnType<Pipeline['target']>>['read']>[0]['refs'],
): Promise<readonly Reading[]> {
  const failed = (why: string): readonly Reading[] => refs.map(() => ({ kind: 'unknown', why }));
  try {
    const answer = await ports.target(target)?.read({ refs, signal: ports.clock.deadline(CALL_DEADLINE) });
    if (!answer) return failed('no such target');
    return answer.kind === 'readings' ? answer.readings : failed(answer.fault.kind);
  } catch {
    return failed('the read failed');
  }
}

/** Writes what the reads showed; what is not as wished becomes a new decision at the next revision. */
async function confirmPerson(ports: Pipeline, id: string, results: readonly CheckedPerson[]): Promise<void> {
  const missed = await racing(ports, async () => {
    const person = await readPerson(ports, id);
    const { person: after, changed, missed: unmet, ...shown } = confirm(person, results, ports.clock.now());
    if (changed) await ports.table.write(outcomeWrites(ports, { before: person, after, act: 'verified', ...shown }));
    ports.metrics.add(endIndicators({ before: person, after, ended: shown.ended, now: ports.clock.now() }));
    return unmet;
  });
  if (missed.length === 0) return;
  ports.log.warn('read-back-missed', { person: id, targets: missed.join(' ') });
  for (const target of missed) await noteAnomaly(ports, target, 'a read-back found another state');
  await decidePerson(ports)({ person: id, prompt: { kind: 'missed', targets: missed } });
}
