// A target that refuses every change while its switch is on: a value, not a fault, so that the operation ends at once.
import type { PaperTargetOptions } from './paper-target.ts';

export interface StubbornTarget {
  refuses: boolean;
  /** For `aCompany`. */
  readonly options: PaperTargetOptions;
}

export function stubbornTarget(): StubbornTarget {
  const stubborn: StubbornTarget = {
    refuses: true,
    options: {
      bend: (connection) => ({
        ...connection,
        apply: (request) =>
          stubborn.refuses ? Promise.resolve({ kind: 'refused', why: 'not here' }) : connection.apply(request),
      }),
    },
  };
  return stubborn;
}
