// What an operator tells the alarms: that maintenance is planned, and that provisioning has caused an incident.
import type { Pipeline } from '../../ports/pipeline.ts';
import { recordDeed } from '../deeds.ts';
import { sealedText } from '../personal.ts';
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

/** Characters. */
const LONGEST_WORDS = 1_000;

export interface IncidentCommand {
  readonly actor: string;
  /** What happened, in words. */
  readonly body: Uint8Array;
}

/**
 * Counts an incident, and keeps its words in a row of its own, `operator incident-<id>`: sealed under that id, since somebody may name
 * people in them after all. One that is refused leaves only the row of the command.
 */
export async function noteIncident(ports: Pipeline, { actor, body }: IncidentCommand): Promise<Answer> {
  const { settings, ids, metrics, log } = ports;
  const text = new TextDecoder().decode(body).trim();
  if (text === '') return { refused: 'say in a few words what happened' };
  if (text.length > LONGEST_WORDS) return { refused: `that is more than ${LONGEST_WORDS} characters: say it shorter` };
  const id = `incident-${ids.next()}`;
  const personal = await sealedText(ports, { tenant: settings.tenant, id, text });
  await recordDeed(ports, { noun: 'operator', id, actor, act: 'started', cause: 'an incident', personal });
  metrics.add({ IncidentsCaused: 1 });
  log.error('incident-noted', {});
  return { json: { noted: text, row: `operator ${id}` } };
}
