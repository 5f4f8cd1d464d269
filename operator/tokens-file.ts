// `operators.json` of a data folder: whose tokens lie there, and which of them only read.
import * as z from 'zod';

const Token = z.string().regex(/^\S{16,200}$/);

/** `{"alpha":"<token>","reader":{"token":"<token>","role":"read"}}`: a token alone commands. */
const TokensFile = z.record(
  z.string(),
  z.union([Token, z.strictObject({ token: Token, role: z.literal('read').optional() })]),
);

export interface OperatorToken {
  readonly name: string;
  readonly token: string;
  readonly role?: 'read' | undefined;
}

/** Undefined for what is no such file. */
export function tokensIn(text: string): readonly OperatorToken[] | undefined {
  const found = TokensFile.safeParse(jsonOf(text)).data;
  return (
    found &&
    Object.entries(found).map(([name, entry]) =>
      typeof entry === 'string' ? { name, token: entry } : { name, ...entry },
    )
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
