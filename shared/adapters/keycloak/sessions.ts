// Sessions outlive a disable: they are counted, ended by a call of its own, and counted again.
import * as z from 'zod';
import { type Looking, userPath } from './users.ts';

const Sessions = z.array(z.looseObject({ id: z.string() }));

/** Open sessions of a user; offline ones are not listed here, a log-out ends them by its not-before time all the same. */
export async function sessionsOf(userId: string, { client, signal }: Looking): Promise<number> {
  const { status, body } = await client.call({
    method: 'GET',
    path: userPath(userId, '/sessions'),
    expects: [404],
    signal,
  });
  return status === 404 ? 0 : Sessions.parse(body).length;
}

/** Ends them all, and refuses every token made before now, offline ones too. */
export async function logOut(userId: string, { client, signal }: Looking): Promise<void> {
  await client.call({ method: 'POST', path: userPath(userId, '/logout'), expects: [404], signal });
}
