// Step Functions as the steps see them: an execution is started, and goes on by itself from what the tables say.

export type WorkflowName = 'daily';

export interface Execution {
  readonly workflow: WorkflowName;
  /** Letters, digits, `-` and `_`, at most 80. A second start under the same name with the same input is the same execution. */
  readonly name: string;
  /** A small JSON value; ids only, never personal data. */
  readonly input: { readonly [name: string]: string };
}

export interface Workflows {
  /** Throws when it could not be started, or nobody knows whether it was. */
  start(execution: Execution): Promise<void>;
}
