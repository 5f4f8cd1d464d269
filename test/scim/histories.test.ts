// Random histories of several clients over a store that fails at random: what a client was told holds, and rows agree.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type TableFault, tableFaults } from '../memory/table-faults.ts';
import { isConsistent } from './consistency.ts';
import { anEndpoint, aUser, type TestEndpoint } from './endpoint.ts';

const names = ['a@example.com', 'b@example.com', 'C@example.com', 'c@example.com'];

type Act =
  | { readonly kind: 'create' | 'rename'; readonly name: number; readonly at: number }
  | { readonly kind: 'title' | 'leave' | 'return' | 'delete'; readonly name: number; readonly at: number };

const act: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom('create', 'create', 'rename', 'title', 'leave', 'return', 'delete'),
  name: fc.nat(names.length - 1),
  at: fc.nat(9),
});
const fault = fc.constantFrom<(TableFault | undefined)[]>(
  undefined,
  undefined,
  undefined,
  undefined,
  undefined,
  'conflict',
  'throttled',
  'request-lost',
  'reply-lost',
);

/** One client: what it was told of users it created is kept in `known`. */
async function play(
  endpoint: TestEndpoint,
  acts: readonly Act[],
  known: Map<string, 'there' | 'gone' | 'unsure'>,
): Promise<void> {
  for (const { kind, name, at } of acts) {
    const id = [...known.keys()][at % Math.max(1, known.size)];
    if (kind === 'create') {
      const { status, json } = await endpoint.ask('POST', '/Users', { body: aUser(names[name] ?? '') });
      expect([201, 409, 503]).toContain(status);
      if (status === 201) known.set(json.id, 'there');
    } else if (id !== undefined) await change(endpoint, { kind, id, name: names[name] ?? '', known });
  }
}

const patches = {
  rename: (value: string) => ({ op: 'replace', path: 'userName', value }),
  title: (value: string) => ({ op: 'replace', path: 'title', value }),
  leave: () => ({ op: 'Replace', path: 'active', value: 'False' }),
  return: () => ({ op: 'replace', value: { active: true } }),
};

async function change(
  endpoint: TestEndpoint,
  {
    kind,
    id,
    name,
    known,
  }: {
    kind: Exclude<Act['kind'], 'create'>;
    id: string;
    name: string;
    known: Map<string, 'there' | 'gone' | 'unsure'>;
  },
): Promise<void> {
  if (kind === 'delete') known.set(id, 'unsure');
  const { status } =
    kind === 'delete' ? await endpoint.ask('DELETE', `/Users/${id}`) : await endpoint.patch(id, [patches[kind](name)]);
  expect(kind === 'delete' ? [204, 404, 503] : [200, 404, 409, 503]).toContain(status);
  if (kind === 'delete' && status !== 503) known.set(id, 'gone');
}

it('after 300 histories of three clients and random faults, every promise holds and all rows agree', async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(act, { maxLength: 8 }), { minLength: 3, maxLength: 3 }),
      fc.infiniteStream(fault),
      async (clients, faults) => {
        let isCalm = false;
        const faulty = tableFaults(() => (isCalm ? undefined : faults.next().value));
        const before = async (call: Parameters<NonNullable<typeof faulty.before>>[0]) => {
          await new Promise<void>((resolve) => setImmediate(resolve));
          await faulty.before?.(call);
        };
        const endpoint = anEndpoint({ hooks: { ...faulty, before } });
        const known = new Map<string, 'there' | 'gone' | 'unsure'>();
        await Promise.all(clients.map((acts) => play(endpoint, acts, known)));
        isCalm = true;
        isConsistent(endpoint);
        for (const [id, state] of known) {
          const { status } = await endpoint.ask('GET', `/Users/${id}`);
          if (state !== 'unsure') expect([id, status]).toEqual([id, state === 'there' ? 200 : 404]);
        }
        refused += endpoint.logged.filter((line) => line.startsWith('error scim-unavailable')).length;
        expect(endpoint.logged.filter((line) => line.startsWith('error scim-bug'))).toEqual([]);
      },
    ),
    { numRuns: 300, ...(process.env.SEED && { seed: Number(process.env.SEED) }) },
  );
  expect(refused).toBeGreaterThan(0);
}, 120_000);
