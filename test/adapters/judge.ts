// Whether a reading satisfies a wish, independent of what the adapter said it did.
import type { Reading, Wish } from '../../shared/model/access.ts';

/** What is missing, in words; empty when the wish is fulfilled. Entitlements beyond the wish are not looked at. */
export function missing(wish: Wish, reading: Reading | undefined): readonly string[] {
  if (reading?.kind !== 'found') return [`the account is ${reading?.kind ?? 'not read'}`];
  return [
    ...(reading.ours ? [] : ['the account does not carry our mark']),
    ...(reading.account === wish.account ? [] : [`the account is ${reading.account}, not ${wish.account}`]),
    ...wish.entitlements.filter((name) => !reading.entitlements.includes(name)).map((name) => `${name} is not held`),
    ...Object.entries(wish.profile)
      .filter(([name, value]) => reading.profile[name] !== value)
      .map(([name, value]) => `${name} is ${JSON.stringify(reading.profile[name])}, not ${JSON.stringify(value)}`),
  ];
}
