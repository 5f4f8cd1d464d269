// A SCIM user of one sender alone: after a write that was refused it is as it was before.
import { scimRequest } from './exchanges.ts';
import type { WireReply, wireClient } from './wire.ts';

type Client = ReturnType<typeof wireClient>;

interface Known {
  readonly id: string;
  readonly version: string;
}

export function userOf(client: Client, { token, name }: { readonly token: string; readonly name: string }) {
  let known: Known | undefined;
  let made = 0;
  const ask = (method: string, path: string, body?: unknown) =>
    client.ask(scimRequest({ method, path, body }, { id: known?.id ?? '', token }));
  const fresh = async (): Promise<Known> => {
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
    const reply = await ask('POST', '/Users', { schemas, userName: `${name}-${made++}@example.com`, active: true });
    if (reply.status !== 201) throw new Error(`a user could not be made: ${reply.status}`);
    return knownFrom(reply);
  };
  return {
    async id(): Promise<string> {
      known ??= await fresh();
      return known.id;
    },
    /** What is wrong with the user after a write that was answered with this status. */
    async afterWrite(status: number): Promise<readonly string[]> {
      const before = known;
      if (before === undefined) return [];
      const reply = await ask('GET', '/Users/{id}');
      known = reply.status === 200 ? knownFrom(reply) : undefined;
      const isDone = status >= 200 && status < 300;
      if (isDone || known?.version === before.version) return [];
      return [
        `a SCIM write was answered ${status} and the user went from ${before.version} to ${known?.version ?? reply.status}`,
      ];
    },
  };
}

function knownFrom({ text }: WireReply): Known {
  const body = JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4)) as { id: string; meta: { version: string } };
  return { id: body.id, version: body.meta.version };
}
