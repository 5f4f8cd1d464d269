// `trace`: the way of an event from the door to the targets, found by its id here or by the id in the vendor's delivery log.
import { createHash } from 'node:crypto';
import type { Command } from 'commander';
import { traceId } from '../../shared/core/trace.ts';
import { vendorIdOf } from '../../shared/core/vendor-id.ts';
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

/** By the event's own id; or by the vendor's, which this machine's record of the trace names, or else Frontdesk while the event waits. */
async function tracesOf(event: string, where: Where): Promise<readonly Trace[]> {
  const one = await traceOf(event, where);
  if (one) return [one];
  const [, source = '', vendorId = ''] = /^([^:]+):(.+)$/s.exec(event) ?? [];
  if (vendorId === '') throw new CommandFailed(`"${event}" is neither SOURCE:PERSON:ID nor SOURCE:ID`);
  const trace = traceId(source, vendorIdOf(vendorId, { sha256 }), sha256);
  const recorded = eventsOf(spansOf(where.data, trace));
  const events = recorded.length > 0 ? recorded : await waitingAs(event, where);
  if (events.length === 0)
    throw new CommandFailed(
      `no event "${event}" waits, and nothing was recorded of it here. One that has ended is found by its whole id, SOURCE:PERSON:ID, which the reply to the webhook named; or by its trace ${trace}, whose spans name it as frontdesk.event`,
    );
  const traces = await Promise.all(events.map((each) => traceOf(each, where)));
  return traces.flatMap((each) => each ?? []);
}

async function waitingAs(name: string, where: Where): Promise<readonly string[]> {
  const events = await orMissing(clientFor(where).get(`events?${new URLSearchParams({ named: name })}`));
  return (events ?? []) as readonly string[];
}

/** Undefined: no such event. */
async function traceOf(event: string, where: Where): Promise<Trace | undefined> {
  const report = await orMissing(clientFor(where).get(`trace/${encodeURIComponent(event)}`));
  if (report === undefined) return undefined;
  const known = report as Omit<Trace, 'spans'>;
  return { ...known, spans: spansOf(where.data, known.trace) };
}

async function orMissing(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CommandFailed && error.status === 404) return undefined;
    throw error;
  }
}
