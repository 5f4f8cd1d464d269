// What an operator tells the alarms: that maintenance is planned, and that provisioning has caused an incident.
import type { Pipeline } from '../../ports/pipeline.ts';
import { endWindow, LONGEST_MINUTES, openWindow, startWindow, WindowRequest } from '../planned-window.ts';

type Answer = { readonly json: unknown } | { readonly refused: string };

export interface WindowCommand {
  readonly actor: string;
  /** `start`, `end`; nothing asks. */
  readonly what: string | undefined;
  readonly body: Uint8Array;
}

/** Opens, moves, ends or shows the planned window. Both deeds are in the audit log under `freeze alarms`. */
export async function plannedWindow(ports: Pipeline, { actor, what, body }: WindowCommand): Promise<Answer> {
  if (what === 'end') {
    const ended = await endWindow(ports, actor);
    return ended ? { json: ended } : { refused: 'no window is open' };
  }
  if (what !== 'start') return { json: (await openWindow(ports)) ?? null };
  const wanted = WindowRequest.safeParse(jsonOf(body));
  return wanted.success
    ? { json: await startWindow(ports, { ...wanted.data, actor }) }
    : { refused: `a window needs a reason and 1 to ${LONGEST_MINUTES} minutes` };
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

/** Counts an incident; what it was stands in the audit log already, in the command's own row. */
export function noteIncident({ metrics, log }: Pipeline, what: string | undefined): Answer {
  if (!what) return { refused: 'say in a few words what happened' };
  metrics.add({ IncidentsCaused: 1 });
  log.error('incident-noted', {});
  return { json: { noted: what } };
}
