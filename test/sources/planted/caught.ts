// Asks a law of a world with a fault in it, and insists that it breaks by what it asserts.
import { expect } from 'vitest';
import type { Law } from '../../contracts/law.ts';
import type { Planted } from './planted.ts';

/** Passes when the law is broken by its own assertion, or by the very error that the fault is about. */
export async function expectCaught<World>(
  law: Law<World>,
  world: World,
  { spoil, throws = 'AssertionError' }: Planted<World>,
): Promise<void> {
  const error = await law.check(spoil(world)).then(
    () => new Error('the law was kept by a source that must break it'),
    (thrown: unknown) => thrown as Error,
  );
  // A property of fast-check wraps what broke it.
  const reason = error.cause instanceof Error ? error.cause : error;
  expect(reason.name, String(error)).toBe(throws);
}
