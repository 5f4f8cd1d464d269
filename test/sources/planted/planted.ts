// A fault that is planted in any source: the good one of a world is spoiled, so that a law must break there too.
import type { Fetched, Normalised, RawRequest, Source } from '../../../shared/ports/source.ts';
import type { SourceWorld } from '../world.ts';

export interface Planted<World = SourceWorld> {
  /** Goes on from "a source that ...". */
  readonly fault: string;
  /** The beginning of the title of the law that must catch it, in every world that the law is asked of. */
  readonly caughtBy: string;
  spoil(world: World): World;
  /** The name of the error, where the fault is that the source throws one: then the law has no word of its own for it. */
  readonly throws?: string;
}

type Authenticate = NonNullable<Source['authenticate']>;
type Fetch = NonNullable<Source['fetch']>;

export function spoilt(world: SourceWorld, change: Partial<Source>): SourceWorld {
  return { ...world, source: { ...world.source, ...change } };
}

/** `bad` decides who is authentic; `good` is how the source itself decides. */
export function authenticating(
  bad: (good: Authenticate, world: SourceWorld) => (...asked: Parameters<Authenticate>) => boolean,
): Planted['spoil'] {
  return (world) => {
    const good: Authenticate = (...asked) =>
      world.source.authenticate?.(...asked) ?? { ok: false, reason: 'no-signature' };
    const isAuthentic = bad(good, world);
    return spoilt(world, {
      authenticate: (...asked) => (isAuthentic(...asked) ? { ok: true } : { ok: false, reason: 'bad-signature' }),
    });
  };
}

/** Verifies rightly what `change` makes of the request and the secrets. */
export function verifying(
  change: (asked: Parameters<Authenticate>, world: SourceWorld) => Parameters<Authenticate>,
): Planted['spoil'] {
  return authenticating(
    (good, world) =>
      (...asked) =>
        good(...change(asked, world)).ok,
  );
}

/** Tells something else of a delivery that was understood rightly. */
export function telling(change: (good: Normalised, request: RawRequest) => Normalised): Planted['spoil'] {
  return (world) =>
    spoilt(world, {
      normalise: (request, context) =>
        change(world.source.normalise?.(request, context) ?? { kind: 'invalid', what: '' }, request),
    });
}

/** Tells something else of a record that was read rightly. */
export function reading(
  change: (good: Fetched, ...asked: Parameters<Fetch>) => Fetched | Promise<Fetched>,
): Planted['spoil'] {
  return (world) =>
    spoilt(world, {
      fetch: async (...asked) => change((await world.source.fetch?.(...asked)) ?? { kind: 'absent' }, ...asked),
    });
}
