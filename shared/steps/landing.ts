// When a call that nobody waits for any more is over: it has landed, and a read shows it.
import type { Pipeline } from '../ports/pipeline.ts';

/** How long after we gave up waiting a call may still take effect or stay unseen by a read, ms. */
export function landingOf({ target }: Pick<Pipeline, 'target'>, name: string): number {
  const capabilities = target(name)?.capabilities;
  return capabilities ? capabilities.landingMs + capabilities.readLagMs : 0;
}
