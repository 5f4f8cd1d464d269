// The id that a vendor gives an event, as it stands in our keys and in whatever asks for it.
import type { Digest } from '../ports/runtime.ts';

const FITS = /^[^\s#/\p{C}]{1,128}$/u;

/** The vendor's event id where it can stand in a key, else its digest: the same id always gives the same text. */
export function vendorIdOf(id: string, digest: Digest): string {
  return FITS.test(id) ? id : `sha256-${digest.sha256(id)}`;
}
