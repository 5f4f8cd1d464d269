// The smoke command against a stage that is well, one that lets strangers in, and one that is not there.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Probed, probe, probesFor } from '../../operator/smoke.ts';
import { sendEvent } from '../../operator/smoke-event.ts';
import { stageAddress } from '../../operator/stage-address.ts';
import { Settings } from '../../shared/model/settings.ts';
import type { RawRequest } from '../../shared/ports/source.ts';
import { standardWebhooks } from '../../shared/sources/standard-webhooks/index.ts';

const token = 'an-operators-token-0123456789';
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

type Answer = (
  what: string,
  isOperator: boolean,
  request: RawRequest,
) => number | readonly [status: number, body: unknown];

const WELL = [{ what: 'target warehouse', well: true, says: 'answers, and takes our credential' }];

/** A stage that answers by method, path and whether the token came along. */
async function aStage(answerOf: Answer): Promise<string> {
  const server = createServer(async (request, response) => {
    const isOperator = request.headers.authorization === `Bearer ${token}`;
    const body = Buffer.concat(await request.toArray());
    const { method = '', headers } = request;
    const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    const answer = answerOf(`${method} ${request.url}`, isOperator, { method, headers: flat, body });
    const [status, json] = typeof answer === 'number' ? [answer, WELL] : answer;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
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

  it('says why where nothing answers', async () => {
    const [first] = await failuresAt('http://127.0.0.1:2/v1/');
    expect(first).toBe("a stranger at the operators' door is sent away: no answer (ECONNREFUSED)");
    const [wrong] = await failuresAt('no address');
    expect(wrong).toContain('no answer (ERR_INVALID_URL)');
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

  it('believes the doctor and not his status: a target that does not answer is named', async () => {
    const findings = [...WELL, { what: 'target app', well: false, says: 'denied', next: 'check the secret' }];
    const sick = await aStage((what, isOperator) =>
      what.endsWith('/doctor') && isOperator ? [200, findings] : well(what, isOperator),
    );
    expect(await failuresAt(sick)).toEqual([
      'the doctor reaches every target and every secret: 200; target app: denied',
    ]);
    const other = await aStage((what, isOperator) => (what.endsWith('/doctor') ? [200, 'OK'] : well(what, isOperator)));
    expect(await failuresAt(other)).toHaveLength(1);
  });

  it('says what it does before it does it', async () => {
    const told: string[] = [];
    const url = await aStage((what, isOperator) => {
      told.push('asked');
      return well(what, isOperator);
    });
    const [first] = probesFor({ url, token }, []);
    const listener = {
      begins: (says: string) => void told.push(says),
      ended: ({ ok }: Probed) => void told.push(String(ok)),
    };
    await probe({ url, token }, first ? [first] : [], listener);
    expect(told).toEqual(["a stranger at the operators' door is sent away", 'asked', 'true']);
  });

  it('says so where nothing answers', async () => {
    expect((await failuresAt('http://127.0.0.1:9')).length).toBe(6);
  });
});

describe('the address of a stage', () => {
  it('is what its stack gives out', async () => {
    const asked: (readonly string[])[] = [];
    const ask = async (args: readonly string[]) => {
      asked.push(args);
      return 'https://abc.execute-api.eu-west-1.amazonaws.com/v1/\n';
    };
    expect(await stageAddress('trial', ask)).toBe('https://abc.execute-api.eu-west-1.amazonaws.com/v1/');
    expect(asked[0]).toContain('frontdesk-trial');
  });

  it('of a stack that is none of ours is a sentence', async () => {
    await expect(stageAddress('nonsense', async () => 'None\n')).rejects.toThrow(
      'the stack frontdesk-nonsense gives out no Url',
    );
  });
});

describe('an event sent through a stage', () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const hr = { vendor: 'standard-webhooks', people: 'hr', owns: ['*'], secret: 'hr' };
  const settings = Settings.parse({ tenant: 'acme', sources: { hr }, targets: {} });
  const event = { settings, source: 'hr', subject: '1042', secret };
  const quiet = { begins: () => undefined, ended: () => undefined };
  const config = standardWebhooks.config.parse({});

  /** A stage that checks the signature, and decides at the second look. */
  async function sentTo(end: string, held = secret) {
    let looks = 0;
    const bodies: unknown[] = [];
    const url = await aStage((what, isOperator, request) => {
      if (what === 'POST /v1/hooks/hr') {
        bodies.push(JSON.parse(Buffer.from(request.body).toString()));
        return standardWebhooks.authenticate?.(request, { secrets: [held], now: Date.now(), config }).ok ? 202 : 401;
      }
      if (!isOperator || !what.startsWith('GET /v1/operator/trace/hr%3A1042%3A')) return 404;
      looks += 1;
      return [200, { end: looks > 1 ? end : 'waiting' }];
    });
    return { ...(await sendEvent({ url, token }, event, quiet)), bodies };
  }

  it('is signed as the vendor signs, changes nothing, and is followed to its end', async () => {
    const { ok, answer, bodies } = await sentTo('applied');
    expect([ok, answer]).toEqual([true, expect.stringMatching(/^applied: npx frontdesk trace hr:1042:/)]);
    expect(bodies).toMatchObject([{ type: 'person.changed', data: { id: '1042', attributes: {} } }]);
  });

  it('fails where it is parked, and where its secret is not the one of the stage', async () => {
    expect((await sentTo('parked')).ok).toBe(false);
    expect(await sentTo('applied', `whsec_${Buffer.alloc(32, 8).toString('base64')}`)).toMatchObject({
      ok: false,
      answer: 'the door answered 401',
    });
  });
});
