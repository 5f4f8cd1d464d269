// Where a slice goes on, as it is told to whoever asks: with a digest in front, so that what was mistyped is told from a store that does not answer.
import type { Pipeline } from '../ports/pipeline.ts';

type Ports = Pick<Pipeline, 'digest' | 'settings'>;

export const NO_CURSOR = 'the cursor is none that a slice has named: ask again without it';

export function closedCursor(ports: Ports, place: string): string {
  return `${digestOf(ports, place)}.${place}`;
}

/** The place; undefined for what no slice has named. */
export function openedCursor(ports: Ports, cursor: string): string | undefined {
  const [, digest, place = ''] = /^([0-9a-f]{16})\.(.+)$/s.exec(cursor) ?? [];
  return digest !== undefined && digest === digestOf(ports, place) ? place : undefined;
}

function digestOf({ digest, settings }: Ports, place: string): string {
  return digest.sha256(`${settings.tenant}\n${place}`).slice(0, 16);
}
