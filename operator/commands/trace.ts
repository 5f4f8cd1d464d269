// `trace`: the way of an event from the door to the targets, found by its id here or by the id in the vendor's delivery log.
import { createHash } from 'node:crypto';
import type { Command } from 'commander';
import { traceId } from '../../shared/core/trace.ts';
import { CommandFailed, clientFor, type Where } from '../client.ts';
import { show } from '../print.ts';
import { type Trace, traceText } from '../reports.ts';
import { eventsOf, spansOf } from '../trace-spans.ts';

type Options = Where & { readonly json: boolean };

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** `trace`. */
export function traceCommand(program: Command): void {
  program
    .command('trace')
    .argument(
      '<event>',
      "an event id, as the reply to a webhook names it; or SOURCE:ID with the id in the vendor's delivery log",
    )
    .description('the way of one event from the door to the targets; exit code 1 when there is none')
    .addHelpText(
      'after',
      '\nExamples:\n  npx frontdesk trace standard:1042:msg_2c9f\n  npx frontdesk trace standard:msg_2c9f',
    )
    .action(async (event: string, _options, command: Command) => {
      const { json, ...where } = command.optsWithGlobals<Options>();
      const found = await tracesOf(event, where);
      show(found.length === 1 ? found[0] : found, { json, human: () => found.map(traceText).join('\n\n') });
    });
}

/** By the event's own id, or else by what the laptop recorded of the trace that the vendor's id names. */
async function tracesOf(event: string, where: Where): Promise<readonly Trace[]> {
  const one = await traceOf(event, where);
  if (one) return [one];
  const [, source = '', vendorId = ''] = /^([^:]+):(.+)$/.exec(event) ?? [];
  if (vendorId === '') throw new CommandFailed(`"${event}" is neither SOURCE:PERSON:ID nor SOURCE:ID`);
  const trace = traceId(source, vendorId, sha256);
  const events = eventsOf(spansOf(where.data, trace));
  if (events.length === 0)
    throw new CommandFailed(
      `no event "${event}" came in, or nothing was recorded of it here; its trace would be ${trace}`,
    );
  const traces = await Promise.all(events.map((each) => traceOf(each, where)));
  return traces.flatMap((each) => each ?? []);
}

/** Undefined: no such event. */
async function traceOf(event: string, where: Where): Promise<Trace | undefined> {
  try {
    const report = (await clientFor(where).get(`trace/${encodeURIComponent(event)}`)) as Omit<Trace, 'spans'>;
    return { ...report, spans: spansOf(where.data, report.trace) };
  } catch (error) {
    if (error instanceof CommandFailed && error.status === 404) return undefined;
    throw error;
  }
}
