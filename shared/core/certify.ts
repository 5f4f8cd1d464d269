// What a scan has proven. The adapter's word alone is not enough: its count must be that of the accounts that came to us, each once.
import type { ScanCertificate } from '../model/drift.ts';
import type { Certificate } from '../ports/adapter.ts';

export type Proof =
  | { readonly kind: 'proven'; readonly certificate: ScanCertificate }
  | { readonly kind: 'unproven'; readonly why: string };

/** Absence may be concluded from a scan only where this says `proven`. */
export function certify(
  certificate: Certificate | undefined,
  seen: { readonly accounts: number; readonly pages: number; readonly distinct: number },
): Proof {
  if (!certificate) return { kind: 'unproven', why: 'the scan ended without a certificate' };
  if (certificate.accounts !== seen.accounts || certificate.pages !== seen.pages)
    return { kind: 'unproven', why: 'the certificate counts other accounts than were seen' };
  if (seen.distinct !== seen.accounts) return { kind: 'unproven', why: 'an account was listed twice' };
  return { kind: 'proven', certificate };
}
