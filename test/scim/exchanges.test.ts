// Whole exchanges of Okta and Entra ID, step by step. They are written from the vendors' documentation, and each file says so.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { anEndpoint } from './endpoint.ts';

const Exchange = z.object({
  client: z.string(),
  evidence: z.string().regex(/not captured/),
  headers: z.record(z.string(), z.string()),
  steps: z.array(
    z.object({
      title: z.string(),
      request: z.object({
        method: z.string(),
        path: z.string(),
        query: z.string().optional(),
        body: z.unknown().optional(),
      }),
      answer: z.object({
        status: z.number(),
        body: z.record(z.string(), z.unknown()).optional(),
        without: z.array(z.string()).optional(),
      }),
    }),
  ),
  /** Employment turns that the pipeline was told, and how many events told it. */
  turns: z.array(z.string()),
  events: z.number(),
});

for (const name of ['okta', 'entra', 'entra-optscim']) {
  const exchange = Exchange.parse(JSON.parse(readFileSync(new URL(`exchanges/${name}.json`, import.meta.url), 'utf8')));

  it(`${exchange.client} is served from the first look-up to the last`, async () => {
    const endpoint = anEndpoint();
    let id = '';
    for (const { title, request, answer } of exchange.steps) {
      const filled = JSON.parse(JSON.stringify(request).replaceAll('{id}', id));
      const given = await endpoint.ask(filled.method, filled.path, { headers: exchange.headers, ...filled });
      expect([title, given.status]).toEqual([title, answer.status]);
      if (answer.body) expect(given.json).toMatchObject(answer.body);
      for (const missing of answer.without ?? []) expect(given.json).not.toHaveProperty(missing);
      if (given.status === 201) id = given.json.id;
    }
    const rows = await endpoint.inbox();
    expect(rows).toHaveLength(exchange.events);
    expect(rows.at(-1)?.statement?.turns?.map(({ status }) => status)).toEqual(exchange.turns);
  });
}
