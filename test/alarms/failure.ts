// The form of an injected failure, and the few things that several of them do.
import type { CompanyOptions } from '../builders/a-company.ts';
import { hire, leave } from '../builders/occasions.ts';
import type { Watched } from './watched-company.ts';

export interface Failure {
  /** What goes wrong, in a manager's words. */
  readonly what: string;
  /** The alarm that must fire. */
  readonly alarm: string;
  /** Minutes from the failure to the alarm, at most; looked at every `step`. */
  readonly within: number;
  readonly step?: number;
  /** Made anew for each run: the company's parts that are to fail, and the moment at which they do. */
  readonly plant: () => { readonly options?: CompanyOptions; readonly happen: (watched: Watched) => unknown };
}

/** Hires of people of these numbers; nobody has worked them yet. */
export async function hires({ company }: Watched, from: number, to: number): Promise<void> {
  for (let person = from; person <= to; person++)
    await company.deliver(String(person), hire(`hire-${person}`, { userName: `user${person}` }));
}

export async function leavers({ company }: Watched, from: number, to: number): Promise<void> {
  for (let person = from; person <= to; person++) await company.deliver(String(person), leave(`leave-${person}`));
}

/** They have been here for a while. */
export async function staff(watched: Watched, from: number, to: number): Promise<void> {
  await hires(watched, from, to);
  await watched.pass(4);
}

/** The workers stand still for so long while messages wait. */
export async function standstill(watched: Watched, minutes: number): Promise<void> {
  watched.alive.workers = false;
  await watched.pass(minutes);
  watched.alive.workers = true;
}
