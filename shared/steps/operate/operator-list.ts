// A new list of operators, before it is switched in: it lets its bringer in, and two people at least, or nobody could ever mend it.
import * as z from 'zod';

/** As the audit log takes a name; `system` is what nobody did. */
const Listed = z.object({
  name: z.string().regex(/^(?!system$)[^\s#\p{C}]{1,200}$/u),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export type OperatorList =
  | { readonly kind: 'list'; readonly text: string }
  | { readonly kind: 'unfit'; readonly why: string };

const SHAPE =
  'the list must be JSON: [{"name":"alpha","sha256":"<SHA-256 of alpha\'s token, 64 hex digits>"},…]; a name has no space and no #';

/** The list on one line, however it was spelled. `caller`: the digest of the token of whoever brings it, where somebody does. */
export function operatorList(text: string, caller?: string): OperatorList {
  const list = listIn(text);
  if (!list) return unfit(SHAPE);
  const digests = new Set(list.map(({ sha256 }) => sha256));
  if (digests.size < list.length) return unfit('two entries have the same token: each operator needs one of their own');
  if (new Set(list.map(({ name }) => name)).size < 2)
    return unfit('the list names fewer than two operators: no held plan could ever be released');
  if (caller !== undefined && !digests.has(caller))
    return unfit('your own token is not on the list: nobody might get in again. Somebody who is on it must bring it');
  return { kind: 'list', text: JSON.stringify(list) };
}

function listIn(text: string): readonly z.infer<typeof Listed>[] | undefined {
  try {
    return z.array(Listed).safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function unfit(why: string): OperatorList {
  return { kind: 'unfit', why };
}
