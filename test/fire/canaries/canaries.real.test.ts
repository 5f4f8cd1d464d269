// A share of the canaries through the whole pipeline, and the scanner itself: it finds what is planted, however it is spelt.
import { expect, it } from 'vitest';
import { leaksIn } from './scan.ts';
import { canaries } from './trial.ts';

const seed = Number(process.env.SEED ?? 20_261_128);

it(`no canary is in any log, trace, queue, reply, command line or audit log (seed ${seed})`, async () => {
  const { faults, figures } = await canaries({ canaries: 60, seed });
  console.info(JSON.stringify(figures));
  expect(faults).toEqual([]);
  expect(figures.planted).toBeGreaterThanOrEqual(60);
}, 180_000);

it('the scanner finds a canary in every form, in every place, and names how it came in', () => {
  const word = 'Cn7k2p9x4m1q8w3zy';
  const bytes = Buffer.from(word);
  const forms = [
    word,
    `{"a":"${word}"}`,
    Buffer.from(`{"salary":"${word}"}`).toString('base64'),
    Buffer.from(`x${word}`).toString('base64url'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    [...bytes].map((byte) => `%${byte.toString(16)}`).join(''),
    [...word].toReversed().join(''),
    [...bytes].map((byte) => `\\u00${byte.toString(16)}`).join(''),
  ];
  const canary = [{ how: 'a salary', word }];
  for (const form of forms)
    expect(leaksIn({ log: `before ${form} after` }, canary), form).toEqual(['a salary is in: log']);
  expect(leaksIn({ log: 'nothing', queues: 'Cn7k2p9x4m1q8w3z' }, canary)).toEqual([]);
});
