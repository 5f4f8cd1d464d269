// Those who are missing from a file: they left, or one plan of all of them waits, or nothing is concluded.
import type { PlanHead } from '../model/held-plan.ts';
import type { HeldEntry } from '../model/plan.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { absence } from './absence.ts';
import { sendRows } from './import-rows.ts';
import { readPerson } from './people.ts';
import { changePlan, openPlans, savePlan } from './plans.ts';

interface Missing {
  readonly source: string;
  readonly actor: string;
  readonly subjects: readonly string[];
  /** Whether the file proves that it is whole. */
  readonly certified: boolean;
  /** Why the list is not believed where people are missing from it; undefined where it is. */
  readonly doubt: string | undefined;
  readonly mark: string;
  readonly version: number;
}

/** Proven and sane: they left. Proven, and not sane: one plan of all of them waits for two people. Not proven: nobody is absent, whoever says yes. */
export async function missingPeople(ports: Pipeline, missing: Missing): Promise<{ left: number; held?: PlanHead }> {
  const { source, actor, subjects, certified, doubt, mark, version } = missing;
  await supersedePlans(ports, source);
  if (subjects.length === 0 || !certified) return { left: 0 };
  const people = ports.settings.sources[source]?.people ?? '';
  const persons = subjects.map((subject) => `${people}-${subject}`);
  if (doubt !== undefined) {
    const entries = await Promise.all(persons.map((person) => heldEntry(ports, person)));
    const { tenant } = ports.settings;
    const round = ports.clock.now();
    return {
      left: 0,
      held: await savePlan(ports, { kind: 'absence', tenant, author: actor, why: doubt, round, source, entries }),
    };
  }
  const batch = persons.map((person) => absence(ports, { source, person, mark, version, by: actor }));
  await sendRows(ports, await Promise.all(batch));
  return { left: subjects.length };
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
