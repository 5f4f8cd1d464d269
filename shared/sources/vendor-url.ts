// Where a vendor's API lives, as an operator may configure it: encrypted, or on this very machine.
import * as z from 'zod';

function isSafe(text: string): boolean {
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  if (username || password || search || hash) return false;
  return protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1');
}

/** An https address (http on 127.0.0.1 for the laptop), without credentials or query; no slash at its end. */
export const VendorUrl = z
  .url({ protocol: /^https?$/ })
  .refine(isSafe, 'https, or http on 127.0.0.1; no credentials and no query in it')
  .transform((text) => text.replace(/\/+$/, ''));
