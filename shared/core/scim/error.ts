// Refusals in the words of RFC 7644, section 3.12. A detail never repeats what the client sent.

type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue';

const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** A request that cannot be answered as asked. `scimType` accompanies 400 and 409 only. */
export class ScimFault extends Error {
  readonly status: number;
  readonly scimType: ScimType | undefined;
  constructor(status: number, detail: string, scimType?: ScimType) {
    super(detail);
    this.name = 'ScimFault';
    this.status = status;
    this.scimType = scimType;
  }
}

/** A 400 with its keyword; `uniqueness` is a 409. */
export function refusal(scimType: ScimType, detail: string): ScimFault {
  return new ScimFault(scimType === 'uniqueness' ? 409 : 400, detail, scimType);
}

/** The error message body; `status` is a string there. */
export function errorBody(fault: ScimFault): { readonly [name: string]: string | readonly string[] } {
  const { scimType } = fault;
  return {
    schemas: [errorSchema],
    status: String(fault.status),
    ...(scimType !== undefined && { scimType }),
    detail: fault.message,
  };
}
