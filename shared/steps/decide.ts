// Brings one person to a decision: inbox rows or a prompt in, one transaction out, then a wake-up.
import { earliestAsk } from '../core/asked.ts';
import { type Decision, decide as decideFor } from '../core/decide.ts';
import type { DecisionInput, Prompt } from '../core/decision-input.ts';
import type { InboxAddress } from '../core/inbox.ts';
import { movedSince, type Planned } from '../core/moved-since.ts';
import { standsSince } from '../core/stood.ts';
import { takeIn as takenIn } from '../core/taken-in.ts';
import type { Person } from '../model/person.ts';
import type { DecideWakeup } from '../model/wakeup.ts';
import type { Pipeline, PolicyVersion } from '../ports/pipeline.ts';
import { type Item, ReadFailed, WriteRefused } from '../ports/table.ts';
import { decisionWrites } from './decision-writes.ts';
import { talliesFor } from './guarded.ts';
import { type Intake, postponed, takeIn } from './intake.ts';
import { type Asking, namesFor } from './names.ts';
import { racing, readPerson } from './people.ts';
import { knowing, policyFor, versionOf } from './policy-for.ts';
import { spellingOf } from './spelling.ts';
import { putOff, refuseOrphans } from './unfit.ts';
import { applyWakeup, wake } from './wake.ts';

/** Who asked, and what else belongs into the same transaction. */
export interface Asked {
  readonly person: string;
  readonly events?: readonly InboxAddress[];
  /** Inbox rows of our own making: stored with the decision that consumes them, or never. */
  readonly made?: readonly Item[];
  readonly prompt?: Prompt;
  readonly actor?: string;
  /** The revision that an approval was given for; who does not stand as they did then has moved. */
  readonly pinned?: number;
  /** The applied plan whose version is for this person from now on. */
  readonly pin?: string;
  /** The saved plan that is applied: what it shows of this person is done, or nothing. */
  readonly plan?: Planned;
}

/** `moved`: the person is not at the pinned revision; `nothing`: all was decided before; `waiting`: the record could not be fetched yet. */
export type Decided =
  | { readonly kind: 'decided'; readonly decision: Decision }
  | { readonly kind: 'moved'; readonly what?: string }
  | { readonly kind: 'nothing' | 'waiting' };

/** Decides what a wake-up names: an event, or a person without one. */
export const decideWoken =
  (ports: Pipeline) =>
  async (wakeup: DecideWakeup): Promise<Decided> =>
    'event' in wakeup
      ? decideEvents(ports)([wakeup])
      : decidePerson(knowing(ports, wakeup.inForce))({ person: wakeup.person });

/** Decides events of one subject of one source, in whatever order and however often they come. */
export const decideEvents =
  (ports: Pipeline) =>
  async (addresses: readonly InboxAddress[]): Promise<Decided> => {
    const [first] = addresses;
    if (!first) return { kind: 'nothing' };
    const people = ports.settings.sources[first.source]?.people;
    if (people === undefined) {
      await refuseOrphans(ports, addresses);
      return { kind: 'nothing' };
    }
    return decideOrPutOff(ports, { person: `${people}-${first.subject}`, events: addresses });
  };

/** A store that is busy gives the message back; any other fault would come again each time, so the events wait longer and longer, or park. */
async function decideOrPutOff(
  ports: Pipeline,
  asked: Asked & { readonly events: readonly InboxAddress[] },
): Promise<Decided> {
  try {
    return await decidePerson(ports)(asked);
  } catch (error) {
    if (error instanceof ReadFailed) throw error;
    if (error instanceof WriteRefused && error.reason !== 'too-large') throw error;
    await putOff(ports, asked.events, error);
    return { kind: 'waiting' };
  }
}

/** Decides for one person and commits: the inbox rows, the person, the audit row and the guard, together or not at all. */
export const decidePerson =
  (ports: Pipeline) =>
  async (asked: Asked): Promise<Decided> => {
    const decided = await racing(ports, () => attempt(ports, asked));
    if (decided.kind === 'decided' && decided.decision.wake !== 'none') {
      const { person, wake: lane } = decided.decision;
      await wake(ports, [applyWakeup(ports, person.id, { urgent: lane === 'apply-urgent', once: `r${person.rev}` })]);
    }
    return decided;
  };

async function attempt(ports: Pipeline, asked: Asked): Promise<Decided> {
  const stored = await readPerson(ports, asked.person);
  const person = asked.pin === undefined ? stored : { ...stored, pin: asked.pin };
  if (hasMoved(person, asked)) return { kind: 'moved' };
  const intake = await takeIn(ports, person, { events: asked.events ?? [], made: asked.made ?? [] });
  if (
    intake.kind === 'nothing' &&
    !asked.prompt &&
    !asked.plan &&
    !isDue(person, ports.clock.now()) &&
    !(await isStale(ports, person))
  )
    return { kind: 'nothing' };
  if (intake.kind === 'waiting') return postponed(ports, intake);
  const rows = intake.kind === 'rows' ? intake.rows : [];
  const input = await inputFor(ports, { person, rows, asked });
  const decision = decideFor(input);
  const what = asked.plan && movedSince(asked.plan, person, decision);
  if (what !== undefined) return { kind: 'moved', what };
  await ports.table.write(await decisionWrites(ports, { asked, before: person, decision, rows }));
  ports.log.info('decided', {
    person: person.id,
    revision: decision.person.rev,
    events: rows.length,
    wished: decision.wished.length,
    held: decision.held.length,
  });
  return { kind: 'decided', decision };
}

/** Not where they were when somebody looked: what was seen then is no reason any more. */
function hasMoved({ rev, stood, standings }: Person, { pinned, prompt }: Asked): boolean {
  if (pinned !== undefined && !standsSince({ rev, stood }, pinned)) return true;
  if (prompt?.kind !== 'drift') return false;
  return prompt.targets.some((target) => standings[target]?.rev !== prompt.revision);
}

/** Somebody whose last decision was made under another version than the one that is for them. */
async function isStale({ activePolicy, clock }: Pipeline, person: Person): Promise<boolean> {
  if (person.v === 0) return false;
  return person.policy !== versionOf((await activePolicy()).inForce, person, clock.now()).version;
}

function isDue({ nextFact }: Person, now: number): boolean {
  return nextFact !== undefined && nextFact <= now;
}

type Rows = Extract<Intake, { kind: 'rows' }>['rows'];

async function inputFor(
  ports: Pipeline,
  { person, rows, asked }: { person: Person; rows: Rows; asked: Asked },
): Promise<DecisionInput> {
  const events = rows.map(({ row, fact, end }) => ({ id: row.event, fact, end, urgent: row.leaves }));
  const tallies = await talliesFor(ports, person);
  // After what may take long: a day that came meanwhile has come.
  const now = ports.clock.now();
  const { policy, limits, trial, pin } = await policyFor(ports, person, takenIn({ person, events, now }).facts);
  const { pin: named, ...unpinned } = person;
  const input: Asking = {
    person: pin === undefined ? unpinned : person,
    causedBy: [...causersOf(person, rows, policy), ...(asked.plan ? [asked.plan.by] : [])],
    events,
    ...(asked.prompt && { prompt: asked.prompt }),
    policy,
    limits,
    ...(trial && { trial }),
    ...spellingOf(ports),
    tallies,
    now,
    askedAt: askedAtOf({ person, rows, asked, now }),
  };
  return { ...input, ...(await namesFor(ports, input)) };
}

/** Who imported what it says, and who put the policy in force that the person meets with this decision. */
function causersOf(person: Person, rows: Rows, { version, publishedBy }: PolicyVersion): readonly string[] {
  const isNew = person.policy !== version && publishedBy !== undefined;
  return [...rows.flatMap(({ row }) => row.by ?? []), ...(isNew ? [publishedBy] : [])];
}

/** A read-back that missed goes on with the clock that ran; a release and a redrive start their own, since nobody waited for a machine. */
function askedAtOf({
  person,
  rows,
  asked,
  now,
}: {
  readonly person: Person;
  readonly rows: Rows;
  readonly asked: Asked;
  readonly now: number;
}): number {
  const { prompt } = asked;
  if (prompt?.kind === 'missed')
    return (
      earliestAsk(
        person,
        prompt.targets.flatMap((target) => person.standings[target]?.rev ?? []),
      ) ?? now
    );
  if (prompt) return now;
  const came = rows.map(({ row }) => row.receivedAt);
  return Math.min(now, ...came, ...(isDue(person, now) ? [person.nextFact ?? now] : []));
}
