// What happens to people, as the source `hr` of a test company says it. Offsets are in ms from the company's start.
import type { Turn } from '../../shared/model/event.ts';
import { START } from './a-company.ts';
import type { Said } from './company-workers.ts';

const DAY = 86_400_000;

interface When {
  /** When it takes effect and was said. */
  readonly at?: number;
}

interface Turned {
  readonly status: Turn['status'];
  readonly at: number;
}

const instant = (offset: number) => ({ instant: new Date(START + offset).toISOString() });

/** Mara, an engineer, starts; thirty days before the company's start if not said otherwise. */
export function hire(id = 'hire', { at = -30 * DAY, ...attributes }: When & { [name: string]: unknown } = {}): Said {
  const mara = { userName: 'mara', email: 'mara@acme.example', displayName: 'Mara Lind', department: 'Engineering' };
  return {
    id,
    version: START + at,
    at: instant(at),
    attributes: { ...mara, ...(attributes as { [name: string]: string }) },
    turns: [{ status: 'active', at: instant(at) }],
  };
}

/** Attributes change, a second after the company's start. */
export function change(
  id: string,
  attributes: { readonly [name: string]: string | null },
  { at = 1_000, turns = [] }: When & { turns?: readonly Turned[] } = {},
): Said {
  return {
    id,
    version: START + at,
    at: instant(at),
    attributes,
    ...(turns.length > 0 && { turns: turns.map(({ status, at: when }) => ({ status, at: instant(when) })) }),
  };
}

/** The person leaves, on the urgent lane. */
export function leave(id = 'leave', { at = 1_500 }: When = {}): Said {
  return { id, version: START + at, leaves: true, turns: [{ status: 'left', at: instant(at - 3_000) }] };
}

/** The person goes on leave. */
export function pause(id = 'pause', { at = 1_500 }: When = {}): Said {
  return { id, version: START + at, turns: [{ status: 'paused', at: instant(at - 2_000) }] };
}
