// Personal data of a row: encrypted under the person's key, and committed to, so that what is revealed can be proven.
import * as z from 'zod';
import type { Sha256 } from '../../ports/audit.ts';
import { canonical, hexOf, utf8 } from './bytes.ts';

/** What the vault seals: without the salt, erased data could be guessed from its commitment. */
const Personal = z.strictObject({ salt: z.string().min(16), text: z.string() });

/**
 * Give `toSeal` to the vault (owner `person:<id>`), its answer goes into the row's `sealed`, and `commitment` beside it.
 * `salt` must be unguessable and new: `ids.next() + ids.next()`. `digest` is SHA-256 in lower-case hex.
 */
export function commitPersonal(digest: (text: string) => string, personal: z.infer<typeof Personal>) {
  const toSeal = canonical(Personal.parse(personal));
  return { toSeal, commitment: digest(toSeal) };
}

/** The commitment of a text that was sealed, as `commitPersonal` made it. */
export function commitmentOf(sha256: Sha256, sealedText: string): string {
  return hexOf(sha256(utf8(sealedText)));
}

/** The personal text inside what the vault opened. */
export function personalText(opened: string): string {
  return Personal.parse(JSON.parse(opened)).text;
}
