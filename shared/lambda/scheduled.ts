// A scheduled function: runs its step once; a failure is logged and thrown, so that the schedule's alarm sees it.
import { logger } from './log.ts';
import { metered, metrics } from './metrics.ts';

export function scheduled(step: (input: undefined) => Promise<unknown>): (event: unknown) => Promise<void> {
  return metered(async () => {
    try {
      await step(undefined);
    } catch (error) {
      logger.error('schedule-failed', { error: error instanceof Error ? error.name : 'unknown' });
      metrics.add({ WorkerFailures: 1 });
      throw error;
    }
  });
}
