// A Frontdesk that takes events in and decides, and leaves every target alone: after a restore, until the sources have sent again what was lost.
import { type Topology, topology } from '../topology.ts';

/** What calls targets by itself. In the cloud their reserved concurrency is set to 0: docs/deploy.md. */
const CALLS_TARGETS = ['apply', 'pump', 'verify', 'reconcile', 'rotate'];

export const intakeOnly: Topology = {
  ...topology,
  functions: topology.functions.filter(({ name }) => !CALLS_TARGETS.includes(name)),
};

/** Stands in for functions that are not there: a workflow that somebody starts fails at once. */
export async function notNow(name: string): Promise<never> {
  throw new Error(`${name} does not run: this Frontdesk was started with --intake-only`);
}
