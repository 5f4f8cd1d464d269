// Rotates our own token where the target can: few do, and each in its own way, so the configuration says where.
import * as z from 'zod';
import type { Fault } from '../../model/fault.ts';
import type { AdapterPorts, OwnCredential } from '../../ports/adapter.ts';
import { createClient, type ScimCall } from './client.ts';
import type { ScimConfig } from './config.ts';
import { Faulted } from './faults.ts';

const Issued = z.object({ token: z.string().min(16) });

/**
 * `PUT {tokenUrl}/{id}` answers `{"token"}`; repeated, it gives the id another token and the one before is dead, so a lost reply leaves
 * no stray one. `DELETE {tokenUrl}/self` ends the token that asks. Undefined where the configuration names no such address.
 */
export function ownToken(config: ScimConfig, ports: AdapterPorts): OwnCredential | undefined {
  const { tokenUrl } = config;
  if (tokenUrl === undefined) return undefined;
  const ask = async (token: string, call: ScimCall) => {
    const client = createClient({ ...config, baseUrl: tokenUrl }, { ...ports, secret: async () => [token] });
    return client.call(call);
  };
  return {
    create: async ({ id, current, signal }) => {
      const made = await asked(() => ask(current, { method: 'PUT', path: `/${id}`, body: {}, signal }));
      if ('fault' in made) return { kind: 'fault', fault: made.fault };
      const issued = Issued.safeParse(made.reply.body);
      return issued.success
        ? { kind: 'made', value: issued.data.token }
        : { kind: 'fault', fault: { kind: 'contractBreach', detail: 'no token in the answer' } };
    },
    set: async () => undefined,
    end: async ({ old, signal }) => {
      const ended = await asked(() => ask(old, { method: 'DELETE', path: '/self', signal }));
      return 'fault' in ended && ended.fault.kind !== 'denied' ? ended.fault : undefined;
    },
  };
}

async function asked<T>(work: () => Promise<T>): Promise<{ readonly reply: T } | { readonly fault: Fault }> {
  try {
    return { reply: await work() };
  } catch (error) {
    return { fault: error instanceof Faulted ? error.fault : { kind: 'unknownOutcome', detail: 'thrown' } };
  }
}
