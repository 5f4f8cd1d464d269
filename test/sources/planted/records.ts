// Sources with a fault in how they read a person's record from the vendor.
import type { Fetched } from '../../../shared/ports/source.ts';
import { type Planted, reading, spoilt } from './planted.ts';

const faultOf = (good: Fetched) => (good.kind === 'fault' ? good.fault.kind : good.kind);

/** Takes this fault for absence. */
const goneOn = (kind: ReturnType<typeof faultOf>): Planted['spoil'] =>
  reading((good) => (faultOf(good) === kind ? { kind: 'absent' } : good));

const urlOf = (config: unknown) => (config as { readonly url: string }).url;

export const plantedRecords: readonly Planted[] = [
  {
    fault: 'takes a record for a change',
    caughtBy: 'the record of somebody known',
    spoil: reading((good) =>
      good.kind === 'found' ? { ...good, statement: { ...good.statement, whole: false } } : good,
    ),
  },
  {
    fault: 'treats a record that is not found as a leave',
    caughtBy: 'somebody the vendor does not know is absent',
    spoil: reading((good, { subject }) => {
      const turns = [{ status: 'left' as const, at: { date: '2026-11-21' } }];
      return good.kind === 'absent' ? { kind: 'found', subject, statement: { whole: true, turns } } : good;
    }),
  },
  {
    fault: 'asks for the record of somebody to try a credential',
    caughtBy: 'the record of nobody',
    spoil: (world) => spoilt(world, { nobody: 'not-an-id' }),
  },
  {
    fault: 'asks the API for whatever the event names',
    caughtBy: 'an id that is none is never asked for',
    spoil: reading(async (good, { subject, config }, { signal }) => {
      if (faultOf(good) === 'invalid') await fetch(`${urlOf(config)}/api/v1/${subject}`, { signal });
      return good;
    }),
  },
  {
    fault: 'takes a refused credential for absence',
    caughtBy: 'a credential that is refused',
    spoil: goneOn('denied'),
  },
  {
    fault: 'uses one credential only',
    caughtBy: 'while a credential is rotated',
    spoil: (world) =>
      spoilt(world, {
        fetch: async (request, ports) => {
          const credentials = request.credentials.slice(0, 1);
          return (await world.source.fetch?.({ ...request, credentials }, ports)) ?? { kind: 'absent' };
        },
      }),
  },
  {
    fault: 'does not look when to come back',
    caughtBy: 'a throttled read waits',
    spoil: reading((good) => (faultOf(good) === 'throttled' ? { kind: 'fault', fault: { kind: 'throttled' } } : good)),
  },
  {
    fault: 'takes a vendor in trouble for absence',
    caughtBy: 'trouble inside the vendor',
    spoil: goneOn('unavailable'),
  },
  {
    fault: 'names the person in the fault',
    caughtBy: 'trouble inside the vendor',
    spoil: reading((good, { subject }) =>
      good.kind === 'fault'
        ? { kind: 'fault', fault: { ...good.fault, detail: `GET /users/${subject} failed` } }
        : good,
    ),
  },
  {
    fault: 'takes silence for absence',
    caughtBy: 'a vendor that does not answer',
    spoil: reading((good, _, { signal }) => (signal.aborted ? { kind: 'absent' } : good)),
  },
  {
    fault: 'takes a success without a record for an empty record',
    caughtBy: 'a success that makes no sense',
    spoil: reading((good, { subject }) => {
      const statement = { whole: true, attributes: {}, turns: [] };
      return faultOf(good) === 'contractBreach' ? { kind: 'found', subject, statement } : good;
    }),
  },
  {
    fault: 'goes where it is sent, with its credential',
    caughtBy: 'a redirect is not followed',
    spoil: reading(async (good, { config, credentials }, { signal }) => {
      const headers = { authorization: credentials[0] ?? '' };
      const given = { headers, signal, redirect: 'manual' } as const;
      if (faultOf(good) === 'contractBreach') await fetch(`${urlOf(config)}/elsewhere`, given);
      return good;
    }),
  },
];
