// The laptop's own door: puts an occasion into a vendor's records and answers the signed delivery that the vendor would send.

import type { Pipeline } from '../../shared/ports/pipeline.ts';
import type { Occasion } from '../../shared/ports/source.ts';
import type { LocalParts } from './parts.ts';
import { seeded, seededPerson } from './people-seed.ts';
import { employeeAfter } from './vendors/bamboohr.ts';
import { userAfter } from './vendors/okta.ts';

const DAY = 86_400_000;

export interface Wanted {
  readonly what: Occasion['what'];
  readonly source: string;
  /** A person that is known already; a hire makes a new one without it. */
  readonly subject?: string;
  readonly attributes?: { readonly [name: string]: string };
  /** The day it takes effect (`YYYY-MM-DD`), the last day of work for a leave; yesterday without it. */
  readonly date?: string;
}

/** What to post where. */
export interface Delivery {
  readonly subject: string;
  readonly person: string;
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

const MOVES: readonly { readonly department: string; readonly title: string }[] = [
  { department: 'Engineering', title: 'Engineer' },
  { department: 'Support', title: 'Support Agent' },
  { department: 'Finance', title: 'Accountant' },
];

/** Undefined when the source sends no deliveries. The vendor's record changes before the delivery is made. */
export async function deliveryFor(
  pipeline: Pipeline,
  vendors: LocalParts['vendors'],
  wanted: Wanted,
): Promise<Delivery | undefined> {
  const configured = pipeline.source(wanted.source);
  if (!configured?.source.sample) return undefined;
  const now = pipeline.clock.now();
  const occasion = occasionFor(wanted, now);
  record(vendors, configured.source.name, { occasion, now });
  const [secret = ''] = await configured.secrets();
  const sample = configured.source.sample(occasion, {
    secret,
    now,
    id: pipeline.ids.next(),
    config: configured.settings.config,
  });
  const { subject } = occasion;
  return { subject, person: `${configured.settings.people}-${subject}`, path: `/hooks/${wanted.source}`, ...sample };
}

function occasionFor({ what, source, subject: known, attributes = {}, date }: Wanted, now: number): Occasion {
  const subject = known ?? newSubject(source, now);
  const { subject: _, ...person } = seededPerson(7, Number(subject.replaceAll(/\D/g, '').slice(-9)) || 1);
  const day = (offset: number) => new Date(now + offset * DAY).toISOString().slice(0, 10);
  const said = what === 'hire' ? person : what === 'move' ? moveOf(subject, attributes.department) : {};
  return { what, subject, attributes: { ...said, ...attributes }, date: date ?? day(what === 'leave' ? -2 : -1) };
}

function newSubject(source: string, now: number): string {
  const number = String(now % 1_000_000_000);
  return source === 'okta' ? `00u${number.padStart(17, '0')}` : number;
}

/** Another job: one of the department, if it is named and known. */
function moveOf(subject: string, department: string | undefined): { readonly [name: string]: string } {
  const jobs = MOVES.filter((job) => (department ?? job.department) === job.department);
  const random = seeded(Number(subject.replaceAll(/\D/g, '').slice(-9)) + Math.floor(Math.random() * 1000));
  return jobs[Math.floor(random() * jobs.length)] ?? {};
}

function record(
  { bamboohr, okta }: LocalParts['vendors'],
  vendor: string,
  { occasion, now }: { occasion: Occasion; now: number },
): void {
  const today = new Date(now).toISOString().slice(0, 10);
  if (vendor === 'bamboohr')
    bamboohr.put(occasion.subject, employeeAfter(occasion, bamboohr.get(occasion.subject), today));
  if (vendor === 'okta') okta.put(occasion.subject, userAfter(occasion, okta.get(occasion.subject), now));
}
