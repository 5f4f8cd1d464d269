// Wake-up messages. Losing one is harmless: the due index brings the person back.

import type { Pipeline } from '../ports/pipeline.ts';
import type { Message } from '../ports/queue.ts';

/** Wakes the worker that applies what is open for a person. `once` makes the deduplication id. */
export function applyWakeup(
  { digest, settings }: Pipeline,
  person: string,
  { urgent, once }: { urgent: boolean; once: string },
): Message {
  return message({ queue: urgent ? 'apply-urgent' : 'apply', person, once }, { digest, settings });
}

/** Wakes the read-back of a person. */
export function verifyWakeup({ digest, settings }: Pipeline, person: string, once: string): Message {
  return message({ queue: 'verify', person, once }, { digest, settings });
}

/** Wakes a decision about a person without an event: a fact whose day has come. */
export function decideWakeup({ digest, settings }: Pipeline, person: string, once: string): Message {
  return message({ queue: 'events', person, once }, { digest, settings });
}

/** Wakes a decision about somebody who was decided by another version than the one for them, by the row of this number. */
export function staleWakeup(ports: Pipeline, person: string, asked: { once: string; inForce: number }): Message {
  const { body, ...rest } = decideWakeup(ports, person, asked.once);
  return { ...rest, body: { ...body, inForce: asked.inForce } };
}

/** Wakes the pump of a target. */
export function pumpWakeup({ digest, settings }: Pipeline, target: string, once: string): Message {
  const group = `${settings.tenant}#t#${target}`;
  return {
    queue: 'pump',
    group,
    deduplicationId: digest.sha256(`${group}#${once}`),
    body: { tenant: settings.tenant, target },
  };
}

function message(
  { queue, person, once }: { queue: Message['queue']; person: string; once: string },
  { digest, settings }: Pick<Pipeline, 'digest' | 'settings'>,
): Message {
  const group = digest.sha256(`${settings.tenant}#${person}`);
  return {
    queue,
    group,
    deduplicationId: digest.sha256(`${queue}#${group}#${once}`),
    body: { tenant: settings.tenant, person },
  };
}

/** Sends; a failure is logged and left to the sweep. */
export async function wake({ queues, log }: Pipeline, messages: readonly Message[]): Promise<void> {
  if (messages.length === 0) return;
  try {
    await queues.send(messages);
  } catch {
    log.warn('wake-up-not-sent', { messages: messages.length });
  }
}
