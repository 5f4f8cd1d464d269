// A new list of operators, before it is switched in: its bringer commands by it, and two people at least, or nobody could ever mend it.
import * as z from 'zod';
import { ListedOperator, mayCommand } from '../../model/operator.ts';

export type OperatorList =
  | { readonly kind: 'list'; readonly text: string }
  | { readonly kind: 'unfit'; readonly why: string };

const SHAPE =
  'the list must be JSON: [{"name":"alpha","sha256":"<SHA-256 of alpha\'s token, 64 hex digits>"},…]; a name has no space and no #, who may only read has "role":"read" as well, and there is nothing else in an entry';

/** The list on one line, however it was spelled. `caller`: the digest of the token of whoever brings it, where somebody does. */
export function operatorList(text: string, caller?: string): OperatorList {
  const list = listIn(text);
  if (!list) return unfit(SHAPE);
  const digests = new Set(list.map(({ sha256 }) => sha256));
  if (digests.size < list.length) return unfit('two entries have the same token: each operator needs one of their own');
  const commanding = list.filter(mayCommand);
  if (new Set(commanding.map(({ name }) => name)).size < 2)
    return unfit('the list names fewer than two operators who may command: no held plan could ever be released');
  if (caller !== undefined && !digests.has(caller))
    return unfit('your own token is not on the list: nobody might get in again. Somebody who is on it must bring it');
  if (caller !== undefined && !commanding.some(({ sha256 }) => sha256 === caller))
    return unfit('your own token would only read: nobody might command again. Somebody who goes on to must bring it');
  return { kind: 'list', text: JSON.stringify(list) };
}

function listIn(text: string): readonly ListedOperator[] | undefined {
  try {
    return z.array(ListedOperator).safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function unfit(why: string): OperatorList {
  return { kind: 'unfit', why };
}
