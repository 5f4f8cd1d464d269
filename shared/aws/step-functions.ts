// Workflows by Step Functions: an execution under a name of ours, so that a start repeated is one start.
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { WorkflowName, Workflows } from '../ports/workflows.ts';

export interface StepFunctionsParts {
  readonly client: () => Promise<SFNClient>;
  /** ARNs of the state machines; a function that may start none has none. */
  readonly arns: { readonly [name in WorkflowName]?: string | undefined };
}

/** Starts executions. The same name with the same input again is answered as the first time (Step Functions API, "StartExecution"). */
export function stepFunctions({ client, arns }: StepFunctionsParts): Workflows {
  let made: Promise<SFNClient> | undefined;
  return {
    async start({ workflow, name, input }) {
      const stateMachineArn = arns[workflow];
      if (stateMachineArn === undefined)
        throw new Error(
          `FRONTDESK_WORKFLOW_${workflow.toUpperCase()} is not set: this function may not start "${workflow}"`,
        );
      made ??= client();
      const { StartExecutionCommand } = await import('@aws-sdk/client-sfn');
      const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
      await (await made).send(command).catch(unlessStarted);
    },
  };
}

/** It ran under this name before and has ended: whoever repeats the start wanted that one. */
function unlessStarted(error: unknown): void {
  if (!(error instanceof Error && error.name === 'ExecutionAlreadyExists')) throw error;
}
