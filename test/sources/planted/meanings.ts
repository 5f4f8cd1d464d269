// Sources with a fault in what they make of a delivery.
import { type Planted, spoilt, telling } from './planted.ts';

let counter = 0;

export const plantedMeanings: readonly Planted[] = [
  {
    fault: 'tells everything twice',
    caughtBy: 'one delivery about one person',
    spoil: telling((good) =>
      good.kind === 'events'
        ? { ...good, events: good.events.flatMap((event) => [event, { ...event, vendorId: `${event.vendorId}-2` }]) }
        : good,
    ),
  },
  {
    fault: 'gives each delivery a new id',
    caughtBy: 'the same delivery twice',
    spoil: telling((good) =>
      good.kind === 'events'
        ? { ...good, events: good.events.map((event) => ({ ...event, vendorId: `e${++counter}` })) }
        : good,
    ),
  },
  {
    fault: 'reads the first event of a batch only',
    caughtBy: 'a batch gives every one',
    spoil: telling((good) => (good.kind === 'events' ? { ...good, events: good.events.slice(0, 1) } : good)),
  },
  {
    fault: 'refuses types that it does not know',
    caughtBy: 'an event of a type we do not know',
    spoil: telling((good) =>
      good.kind === 'events' && good.events.length === 0 ? { kind: 'invalid', what: 'unknown type' } : good,
    ),
  },
  {
    fault: 'fails on a body that is not JSON',
    caughtBy: 'no bytes, however broken',
    throws: 'SyntaxError',
    spoil: telling((good, { body }) => (JSON.parse(Buffer.from(body).toString()) === 0 ? good : good)),
  },
  {
    fault: 'ends its refusal with the end of the body',
    caughtBy: 'no bytes, however broken',
    spoil: telling((good, { body }) =>
      good.kind === 'invalid'
        ? { kind: 'invalid', what: `unexpected: ${Buffer.from(body).toString().slice(-60)}` }
        : good,
    ),
  },
  {
    fault: 'repeats the body in its refusal',
    caughtBy: 'a valid delivery with any one value spoilt',
    spoil: telling((good, { body }) =>
      good.kind === 'invalid' ? { kind: 'invalid', what: `unexpected: ${Buffer.from(body)}` } : good,
    ),
  },
  {
    fault: 'copies names like __proto__ into its objects',
    caughtBy: 'names like __proto__',
    spoil: telling((good, { body }) => {
      try {
        merge({}, JSON.parse(Buffer.from(body).toString()));
      } catch {
        // Not JSON: nothing to copy.
      }
      return good;
    }),
  },
  {
    fault: 'does not send leavers to the urgent lane',
    caughtBy: 'a sample of each occasion',
    spoil: telling((good) =>
      good.kind === 'events' ? { ...good, events: good.events.map((event) => ({ ...event, leaves: false })) } : good,
    ),
  },
  {
    fault: 'loses the facts that came, and makes up those that did not',
    caughtBy: 'a sample says what the vendor would say',
    spoil: telling((good) => {
      if (good.kind === 'invalid') return good;
      const events = good.events.map(({ statement, ...event }) =>
        statement ? event : { ...event, statement: { whole: false, attributes: { title: 'unknown' } } },
      );
      return { ...good, events };
    }),
  },
  {
    fault: 'hands out the old secret for a new one',
    caughtBy: 'a secret that is made here',
    spoil: (world) => spoilt(world, { newSecret: (_, current) => current }),
  },
  {
    fault: 'takes its own secret for none',
    caughtBy: 'a text that nothing could be signed with',
    spoil: (world) => spoilt(world, { isSecret: () => false }),
  },
];

function merge(into: { [name: string]: unknown }, from: { readonly [name: string]: unknown }): void {
  for (const name in from) {
    const value = from[name];
    if (typeof value !== 'object' || value === null) into[name] = value;
    else {
      into[name] ??= {};
      merge(into[name] as { [name: string]: unknown }, value as { [name: string]: unknown });
    }
  }
}
