// A version that is for everybody, as the pipeline's ports tell of it.
import type { ActivePolicy, PolicyVersion } from '../../shared/ports/pipeline.ts';

export function forAll(base: PolicyVersion): ActivePolicy {
  const { version, publishedBy } = base;
  const put = { version, ...(publishedBy !== undefined && { by: publishedBy }) };
  return { inForce: { v: 1, base: put, pins: {}, reverted: [] }, base };
}
