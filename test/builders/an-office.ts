// The operators' API over a company in memory, as a person with a token asks it.
import { createHash, timingSafeEqual } from 'node:crypto';
import { sha256 as sha256Bytes } from '../../infra/local/signer.ts';
import type { OperatorPorts } from '../../shared/steps/operate/command.ts';
import { operate } from '../../shared/steps/operate/operate.ts';
import { rotorsOf } from '../../shared/steps/rotors.ts';
import { noteUses } from '../../shared/steps/secret-use.ts';
import { aSigner } from '../audit/audit-house.ts';
import { memoryArchive } from '../audit/memory-archive.ts';
import { memorySecrets } from '../memory/memory-secrets.ts';
import { aCompany, type CompanyOptions } from './a-company.ts';

export const tokens = {
  alpha: 'alpha-token-0123456789',
  bravo: 'bravo-token-0123456789',
  charlie: 'charlie-token-01234567',
};
/** Of somebody on the list who may only read. */
export const readingToken = 'reader-token-012345678';
export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

interface Asked {
  readonly token?: string | undefined;
  readonly query?: string;
  readonly body?: string;
}

export type Office = Awaited<ReturnType<typeof anOffice>>;

export async function anOffice(options: CompanyOptions = {}) {
  const company = await aCompany(options);
  const named = Object.entries(tokens).map(([name, token]) => ({ name, sha256: sha256(token) }));
  const reader = { name: 'reader', sha256: sha256(readingToken), role: 'read' };
  const secrets = memorySecrets(
    { 'frontdesk/operators': JSON.stringify([...named, reader]), 'targets/app': 'first' },
    { clock: company.clock },
  );
  const ports: OperatorPorts = {
    ...company.pipeline,
    secrets,
    keeper: secrets,
    candidate: () => undefined,
    random: (bytes) => new Uint8Array(bytes),
    rotor: (secret) => rotorsOf(ports)(secret),
    noteUse: noteUses(company.pipeline, secrets.versionOf),
    equal: (a, b) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b)),
    signer: aSigner(),
    archive: memoryArchive(),
    sha256: sha256Bytes,
  };
  return { company, ask: askOver(ports), secrets, ports };
}

/** A person's way to the API: `POST plan`. */
export function askOver(ports: OperatorPorts) {
  const run = operate(ports);
  return async (what: string, { token = tokens.alpha, query = '', body = '' }: Asked = {}) => {
    const [method = '', path = ''] = what.split(' ');
    const headers = token === '' ? {} : { authorization: `Bearer ${token}` };
    const request = { method, headers, body: new TextEncoder().encode(body) };
    const reply = await run({ path: `/operator/${path}`, query, request });
    return {
      status: reply.status,
      headers: reply.headers ?? {},
      json: reply.body ? JSON.parse(reply.body) : undefined,
    };
  };
}
