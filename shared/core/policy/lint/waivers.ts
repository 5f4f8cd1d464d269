// Waivers of duties that are over, last for years, or were granted by whoever profits.
import type { Waiver } from '../../../model/policy/duty.ts';
import { comparedDay } from '../calendar.ts';
import type { Code, Finding, Known } from './finding.ts';

/** A waiver that lasts longer is a hole. */
const LONGEST = 'today+366d';

export function waivers({ policy, today }: Pick<Known, 'policy' | 'today'>): readonly Finding[] {
  return policy.duties.flatMap(({ id, waivers: all }, position) =>
    all.flatMap((waiver, index) =>
      faultsOf(waiver, today).map(({ code, message }) => ({
        code,
        path: ['duties', position, 'waivers', index],
        message: `the waiver of duty "${id}" for "${waiver.person}" ${message}`,
      })),
    ),
  );
}

function faultsOf({ person, until, approvedBy }: Waiver, today: string): readonly { code: Code; message: string }[] {
  return [
    ...(until < today ? [{ code: 'waiver-expired' as const, message: `ended with ${until}; remove it` }] : []),
    ...(until > (comparedDay(LONGEST, today) ?? until)
      ? [{ code: 'waiver-too-long' as const, message: `lasts until ${until}; grant it for a year at most` }]
      : []),
    ...(approvedBy.trim() === person
      ? [{ code: 'waiver-by-oneself' as const, message: 'was approved by the same person' }]
      : []),
  ];
}
