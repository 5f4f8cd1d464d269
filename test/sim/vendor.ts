// The HR system and the badge office: they tell what they know, again and again until they hear a success.
import * as z from 'zod';
import type { SourceEvent } from '../../shared/model/event.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { RawRequest, Source } from '../../shared/ports/source.ts';
import { operate, type Process } from './process.ts';
import { recordAt, type TruthFact } from './truth.ts';
import type { Vendor } from './vendor-side.ts';

/** One delivery to a source's address, as the vendor will send it. */
export interface Telling {
  readonly at: number;
  readonly source: string;
  readonly events: readonly SourceEvent[];
  /** Not signed by the vendor: somebody else sent it. */
  readonly forged?: boolean;
}

/** The vendor as a process of the pipeline meets it. */
export function vendorOf(facts: readonly TruthFact[], settings: Settings): Vendor {
  return {
    facts,
    acknowledged: new Set(),
    source(name, process: Process) {
      const own = settings.sources[name];
      if (!own) return undefined;
      return {
        source: sourceFor(process, facts),
        settings: own,
        secrets: async () => ['good'],
        credentials: async () => [],
      };
    },
  };
}

function sourceFor(process: Process, facts: readonly TruthFact[]): Source {
  return {
    name: 'sim',
    config: z.unknown(),
    authenticate: ({ headers }, { secrets }) =>
      secrets.includes(headers.signature ?? '') ? { ok: true } : { ok: false, reason: 'bad-signature' },
    normalise: ({ body }) => ({
      kind: 'events',
      events: JSON.parse(Buffer.from(body).toString()) as readonly SourceEvent[],
      ignored: 0,
    }),
    fetch: ({ subject }) =>
      operate(process, { kind: 'fetch', what: `fetch ${subject}` }, () => {
        const { dice, mix, timeline } = process.world;
        if (dice.chance(mix.failFetch)) return { kind: 'fault', fault: { kind: 'unavailable' } };
        const statement = recordAt(facts, subject, timeline.now());
        if (!statement || dice.chance(mix.failFetch / 4)) return { kind: 'absent' };
        return { kind: 'found', subject, statement };
      }),
  };
}

export function requestOf({ events, forged }: Telling): RawRequest {
  return {
    method: 'POST',
    headers: { signature: forged ? 'bad' : 'good' },
    body: new TextEncoder().encode(JSON.stringify(events)),
  };
}
