// What LDAP's result codes mean to Frontdesk (RFC 4511, appendix A). The server's text is never parsed and never repeated.
import type { Fault } from '../../model/fault.ts';

/** Carries a fault up to the edge of the adapter, where it becomes a value. */
export class Faulted extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.kind);
    this.fault = fault;
  }
}

type PlainKind = Exclude<Fault['kind'], 'alreadyExists' | 'partial'>;

/** The codes that callers may want to tell apart. */
export const Code = {
  success: 0,
  noSuchAttribute: 16,
  attributeOrValueExists: 20,
  noSuchObject: 32,
  invalidCredentials: 49,
  insufficientAccessRights: 50,
  objectClassViolation: 65,
  notAllowedOnNonLeaf: 66,
  entryAlreadyExists: 68,
} as const;

const BY_CODE: Readonly<Record<number, PlainKind>> = {
  2: 'contractBreach',
  3: 'unavailable', // time limit
  4: 'denied', // size limit: the server's limits for our own entry are too small
  7: 'denied',
  8: 'denied',
  10: 'unavailable', // referral: a replica that takes no writes, or a failover under way
  11: 'denied', // an administrator's limit
  12: 'unsupported', // a control that we need
  13: 'denied', // confidentiality required
  16: 'conflict', // somebody else changed the entry meanwhile
  17: 'unsupported', // the schema has no such attribute
  18: 'unsupported',
  19: 'invalid',
  20: 'conflict',
  21: 'invalid',
  32: 'absent',
  34: 'invalid',
  48: 'denied',
  49: 'denied',
  50: 'denied',
  51: 'throttled',
  52: 'unavailable',
  53: 'unsupported',
  64: 'invalid',
  65: 'invalid',
  66: 'conflict',
  67: 'invalid',
  68: 'conflict',
  69: 'invalid',
  71: 'unsupported',
};

/** "Operations error" and "other" say that something went wrong inside, but not before or after the effect. */
const INSIDE = new Set([1, 80]);

/** The fault of a result code other than success. */
export function faultOfCode(code: number, sent: { readonly writes: boolean }): Fault {
  const detail = `LDAP result ${code}`;
  if (INSIDE.has(code)) return { kind: sent.writes ? 'unknownOutcome' : 'unavailable', detail };
  return { kind: BY_CODE[code] ?? 'contractBreach', detail };
}

/** The fault of anything thrown inside the adapter: what is no fault yet is an answer of another shape. */
export function faultOf(error: unknown): Fault {
  if (error instanceof Faulted) return error.fault;
  return { kind: 'contractBreach', detail: 'the answer is not what a directory says' };
}

/** ECONNREFUSED and the like; never the message, which may hold a name. */
export function systemCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code).slice(0, 60) : '';
  return /^[A-Z_0-9]{3,60}$/.test(code) ? code : 'no answer';
}
