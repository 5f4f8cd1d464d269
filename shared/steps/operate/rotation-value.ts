// A value that an operator brings for a secret: what it must look like before anything is touched.
import type { NamedSecret } from '../../core/secret-catalogue.ts';
import { operatorList } from './operator-list.ts';

export interface Brought {
  readonly value?: string | undefined;
  /** The digest of the token of whoever brings it. */
  readonly caller: string;
  /** Whether a text can be a secret of the source that it is for. */
  isSecret(text: string): boolean;
}

export type Fit =
  | { readonly kind: 'fit'; readonly value: string | undefined }
  | { readonly kind: 'refused'; readonly why: string };

/** As Secrets Manager allows, less a good deal. */
const LONGEST = 16_384;

/** The value as it is stored: a list of operators on one line, anything else as it came. */
export function fitValue({ kind }: NamedSecret, { value, caller, isSecret }: Brought): Fit {
  if (value === undefined) return { kind: 'fit', value };
  if (kind === 'audit-key') return refused('the key of the audit log is made here: leave out --value-from');
  if (value.length > LONGEST) return refused('the new value is too long');
  if (kind === 'operators') {
    const list = operatorList(value, caller);
    return list.kind === 'list' ? { kind: 'fit', value: list.text } : refused(list.why);
  }
  const isPlain = value.trim() !== '' && /^\P{Cc}+$/u.test(value);
  if (isPlain && kind === 'source' && !isSecret(value))
    return refused('the new value cannot be a secret of this source: nothing could be signed with it');
  return isPlain ? { kind: 'fit', value } : refused('the new value is empty or holds control characters');
}

function refused(why: string): Fit {
  return { kind: 'refused', why };
}
