// On which addresses of this machine somebody listens: a server of ours, or of a test, keeps to 127.0.0.1.
import { existsSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';

/** 127.0.0.1 in hexadecimal as the kernel writes it, alone and as an IPv6 address. */
const LOOPBACK = ['0100007F', '0000000000000000FFFF00000100007F'];

/** From the kernel's table where there is one, else by knocking at each address of this machine. */
export async function addressesListening(port: number): Promise<readonly string[]> {
  if (process.platform !== 'linux') return knock(port);
  const files = ['/proc/self/net/tcp', '/proc/self/net/tcp6'].filter((file) => existsSync(file));
  const rows = files.flatMap((file) => readFileSync(file, 'utf8').trim().split('\n').slice(1));
  const listening = rows.map((row) => row.trim().split(/\s+/)).filter(([, , , state]) => state === '0A');
  const locals = listening
    .map(([, local = '']) => local.split(':'))
    .filter(([, at = '']) => Number.parseInt(at, 16) === port);
  return locals.map(([address = '']) => (LOOPBACK.includes(address) ? '127.0.0.1' : address));
}

async function knock(port: number): Promise<readonly string[]> {
  const addresses = Object.values(networkInterfaces()).flatMap((list = []) =>
    list.filter((one) => one.family === 'IPv4').map((one) => one.address),
  );
  const open = await Promise.all(
    addresses.map((host) =>
      fetch(`http://${host}:${port}/`).then(
        () => host,
        () => undefined,
      ),
    ),
  );
  return open.filter((host) => host !== undefined);
}
