// The smoke command against a stage that is well, one that lets strangers in, and one that is not there.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { probe, probesFor } from '../../operator/smoke.ts';

const token = 'an-operators-token-0123456789';
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A stage that answers by method, path and whether the token came along. */
async function aStage(statusOf: (what: string, isOperator: boolean) => number): Promise<string> {
  const server = createServer((request, response) => {
    const isOperator = request.headers.authorization === `Bearer ${token}`;
    response.writeHead(statusOf(`${request.method} ${request.url}`, isOperator)).end();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`;
}

async function failuresAt(url: string): Promise<readonly string[]> {
  const door = { url, token };
  const probed = await probe(door, probesFor(door, ['hr']));
  return probed.filter(({ ok }) => !ok).map(({ says, answer }) => `${says}: ${answer}`);
}

const well = (what: string, isOperator: boolean) => (what.includes('/operator/') && isOperator ? 200 : 401);

describe('the smoke command', () => {
  it('finds nothing wrong with a stage that is well', async () => {
    expect(await failuresAt(await aStage(well))).toEqual([]);
  });

  it('names the door that lets a stranger in', async () => {
    const open = await aStage((what, isOperator) => (what === 'POST /v1/hooks/hr' ? 202 : well(what, isOperator)));
    expect(await failuresAt(open)).toEqual([
      'an unsigned delivery for "hr", of bytes that are no text, is refused: 202',
    ]);
  });

  it('names what fails inside', async () => {
    const broken = await aStage((what, isOperator) => (what.endsWith('/doctor') ? 500 : well(what, isOperator)));
    expect(await failuresAt(broken)).toEqual(['the doctor reaches every target and every secret: 500']);
  });

  it('says so where nothing answers', async () => {
    expect((await failuresAt('http://127.0.0.1:9')).length).toBe(6);
  });
});
