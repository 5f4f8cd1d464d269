// A redrive as an operator asks for it: all of it, one person's, or one event by our id or the vendor's.
import type { Pipeline } from '../../ports/pipeline.ts';
import { type Redriven, redrive } from '../redrive.ts';
import { asNamed, eventsNamed } from './events-named.ts';
import { isTooLong, knownWords } from './known-words.ts';

export interface RedriveCommand {
  readonly actor: string;
  /** `person`, `event`, both or none. */
  readonly query: URLSearchParams;
}

/** A name that nobody has is no reason to say that all is well. */
export async function redriveNamed(
  ports: Pipeline,
  { actor, query }: RedriveCommand,
): Promise<{ readonly json: Redriven } | { readonly missing: string }> {
  const [person, asked] = [query.get('person'), query.get('event')];
  const event = asked && asNamed(ports, asked);
  const redriven = await redrive(ports)({
    actor,
    ...(person !== null && { person }),
    ...(event !== null && { event }),
  });
  if (redriven.operations + redriven.events > 0) return { json: redriven };
  if (person !== null && !(await isKnown(ports, 'person', person)))
    return { missing: `nobody is known as "${person}"` };
  if (event !== null && !(await isKnown(ports, 'trace', event)) && (await eventsNamed(ports, event)).length === 0)
    return { missing: `no event "${asked}" waits or was parked` };
  return { json: redriven };
}

async function isKnown(ports: Pipeline, command: string, id: string): Promise<boolean> {
  return !isTooLong(id) && (await knownWords(ports, [command, id])).length > 1;
}
