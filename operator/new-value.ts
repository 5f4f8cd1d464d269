// The new value of a secret as a file holds it; the laptop's own file of operators becomes the list of digests that Frontdesk keeps.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { CommandFailed } from './client.ts';

/** `operators.json` of a data folder: names and tokens. */
const Tokens = z.record(z.string(), z.string().regex(/^\S{16,200}$/));

/** What is in the file (`-`: standard input), without its last line end. Throws `CommandFailed` when there is nothing in it. */
export function valueFor(secret: string, file: string): string {
  const text = textIn(file).replace(/\r?\n$/, '');
  if (text.trim() === '')
    throw new CommandFailed(`${file === '-' ? 'standard input' : file} is empty: there is no new value`);
  return /(^|\/)operators$/.test(secret) ? digestsOf(text) : text;
}

function textIn(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch {
    throw new CommandFailed(`${file} cannot be read`);
  }
}

/** No token leaves this computer: `{"alpha":"<token>"}` is sent as `[{"name":"alpha","sha256":…}]`, anything else as it is. */
function digestsOf(text: string): string {
  const tokens = tokensIn(text);
  if (!tokens) return text;
  const sha256 = (token: string) => createHash('sha256').update(token).digest('hex');
  return JSON.stringify(Object.entries(tokens).map(([name, token]) => ({ name, sha256: sha256(token) })));
}

function tokensIn(text: string): z.infer<typeof Tokens> | undefined {
  try {
    return Tokens.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
