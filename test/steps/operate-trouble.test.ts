// What an operator is told when a part behind us does not answer: a sentence and a time to come back, never a 500.
import { describe, expect, it } from 'vitest';
import { sha256 as sha256Bytes } from '../../infra/local/signer.ts';
import type { OperatorPorts } from '../../shared/steps/operate/command.ts';
import { operate } from '../../shared/steps/operate/operate.ts';
import { aSigner } from '../audit/audit-house.ts';
import { memoryArchive } from '../audit/memory-archive.ts';
import { aCompany } from '../builders/a-company.ts';
import { aPolicy } from '../builders/a-person.ts';
import { memorySecrets } from '../memory/memory-secrets.ts';
import type { TableCall } from '../memory/memory-table.ts';

const TOKEN = 'alpha-token-0123456789';

/** An office whose store fails as `fault` throws, once it is told to. */
async function anOffice(fault: (call: TableCall) => void) {
  let isFailing = false;
  const before = (call: TableCall) => (isFailing ? fault(call) : undefined);
  const company = await aCompany({ hooks: { before } });
  const sha256 = company.pipeline.digest.sha256(TOKEN);
  const listed = { 'frontdesk/operators': JSON.stringify([{ name: 'alpha', sha256 }]), 'targets/app': 'first' };
  const secrets = memorySecrets(listed, { clock: company.clock });
  const ports: OperatorPorts = {
    ...company.pipeline,
    secrets,
    noteUse: async () => undefined,
    keeper: secrets,
    candidate: () => undefined,
    random: (bytes) => new Uint8Array(bytes),
    rotor: () => undefined,
    equal: (a, b) => a === b,
    signer: aSigner(),
    archive: memoryArchive(),
    sha256: sha256Bytes,
  };
  isFailing = true;
  return async (method: string, path: string, words = '') => {
    const request = { method, headers: { authorization: `Bearer ${TOKEN}` }, body: new TextEncoder().encode(words) };
    const { status, headers, body = '' } = await operate(ports)({ path: `/operator/${path}`, query: '', request });
    return { status, retryAfter: headers?.['retry-after'], detail: JSON.parse(body).detail as string };
  };
}

/** As the SDK tells of a store on a full disk. */
const full = () => Object.assign(new Error('internal error'), { name: 'InternalServerError' });

describe('an operator whose Frontdesk cannot write', () => {
  it('is told that nothing was done, and when to come back', async () => {
    const ask = await anOffice(({ op }) => {
      if (op === 'write') throw full();
    });
    for (const [method, path] of [
      ['GET', 'status'],
      ['POST', 'redrive'],
      ['POST', 'window/start'],
    ] as const)
      expect(await ask(method, path)).toEqual({
        status: 503,
        retryAfter: '5',
        detail: 'the store, the secrets or the keys do not answer, or cannot write: nothing was done; try again later',
      });
  });

  it('is told that it may be half done when that began before', async () => {
    let writes = 0;
    const ask = await anOffice(({ op }) => {
      if (op === 'write' && ++writes > 1) throw full();
    });
    const told = await ask('POST', 'window/start', JSON.stringify({ minutes: 5, reason: 'upgrade' }));
    expect(told).toMatchObject({ status: 503, detail: expect.stringContaining('half done') });
  });

  it.each([
    ['POST', 'replay', { policy: aPolicy(), since: '30d' }],
    ['POST', 'plan', { policy: aPolicy() }],
    ['GET', 'failures', undefined],
  ] as const)(
    'is told that nothing was changed where %s %s only reads, and to ask again',
    async (method, path, body) => {
      let isNoted = false;
      const ask = await anOffice(({ op }) => {
        if (isNoted && op !== 'write') throw full();
        isNoted ||= op === 'write';
      });
      expect(await ask(method, path, body && JSON.stringify(body))).toEqual({
        status: 503,
        retryAfter: '5',
        detail: 'a part did not answer in the middle: this only reads, so nothing was changed; ask again',
      });
    },
  );

  it('sees a bug of ours as one', async () => {
    const ask = await anOffice(() => {
      throw new TypeError('undefined is not a function');
    });
    await expect(ask('GET', 'status')).rejects.toThrow(TypeError);
  });
});
