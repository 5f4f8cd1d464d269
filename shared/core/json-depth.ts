// How deep a JSON text nests: looked at before it is parsed, because what reads it later goes down as deep as it does.

/** Where a policy stands in it: the files of a folder nest to 40, and around them stand a few more. */
export const AROUND_POLICY = 48;

/** Whether it nests deeper than so many brackets; those within strings do not count. */
export function isDeeperThan(text: string, deepest: number): boolean {
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isQuoted) {
      if (character === '\\') at += 1;
      else if (character === '"') isQuoted = false;
    } else if (character === '"') isQuoted = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth > deepest) return true;
  }
  return false;
}
