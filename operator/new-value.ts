// The new value of a secret as a file holds it; the laptop's own file of operators becomes the list of digests that Frontdesk keeps.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CommandFailed } from './client.ts';
import { tokensIn } from './tokens-file.ts';

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

/**
 * No token leaves this computer: `{"alpha":"<token>"}` is sent as `[{"name":"alpha","sha256":…}]`, a list as it is. What else begins
 * like tokens is sent nowhere.
 */
function digestsOf(text: string): string {
  const tokens = tokensIn(text);
  if (!tokens && /^\s*\{/.test(text))
    throw new CommandFailed(
      'these are no operators: a file of tokens is {"alpha":"<token>","ci":{"token":"<token>","role":"read"}}, each token 16 to 200 characters; nothing was sent',
    );
  if (!tokens) return text;
  const sha256 = (token: string) => createHash('sha256').update(token).digest('hex');
  return JSON.stringify(
    tokens.map(({ name, token, role }) => ({ name, sha256: sha256(token), ...(role && { role }) })),
  );
}
