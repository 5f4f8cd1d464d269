// Step Functions in memory: what was started, under which name; a start repeated is one.
import type { Execution, Workflows } from '../../shared/ports/workflows.ts';

export interface MemoryWorkflows extends Workflows {
  readonly started: readonly Execution[];
}

export function memoryWorkflows(): MemoryWorkflows {
  const started: Execution[] = [];
  return {
    started,
    async start(execution) {
      if (!started.some(({ name }) => name === execution.name)) started.push(execution);
    },
  };
}
