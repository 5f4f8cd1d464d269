// Whose fault something thrown is: ours, or that of a part behind us that does not answer.

/** What only a mistake in the code throws, or data that does not have its shape. All else may pass, and can be tried again. */
export function isBug(error: unknown): boolean {
  return (
    error instanceof TypeError ||
    error instanceof RangeError ||
    error instanceof ReferenceError ||
    error instanceof SyntaxError ||
    (error instanceof Error && error.name === 'ZodError')
  );
}
