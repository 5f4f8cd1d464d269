// Whether a port can be had, before anything is begun that needs it.
import { createServer } from 'node:net';

/** Throws EADDRINUSE, or EACCES for a port that is not ours to take, when one of the ports from `first` on cannot be listened on. */
export async function refuseTaken(first: number, count = 1): Promise<void> {
  for (let port = first; port < first + count; port++) {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    await new Promise((resolve) => server.close(resolve));
  }
}
