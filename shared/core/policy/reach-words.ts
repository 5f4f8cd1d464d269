// What must be known to read the entitlement graph, in words: the same in the API and the command line.

/** Of a name that only a version for some people has. */
export function besideWords({
  version,
  why,
  base,
}: {
  readonly version: string;
  readonly why: 'trial' | 'plan';
  readonly base: string;
}): string {
  const whose = why === 'trial' ? 'which is tried on some people' : 'which an applied plan has for its people';
  return `By policy ${version}, ${whose}; the one for everybody, ${base}, does not have it.`;
}

/** Of an entitlement that no version has. `targets`: where the ledger has somebody with it; none where not all were looked at. */
export function ledgerAloneWords(
  entitlement: string,
  { targets, nearest }: { readonly targets: readonly string[]; readonly nearest: string },
): string {
  if (targets.length === 0)
    return `No policy in force knows ${entitlement}, and not everybody could be looked at for this answer: "who ${entitlement}" does${nearest}.`;
  return `No policy in force gives ${entitlement} any more; the ledger still has people with it at ${targets.join(', ')}: "who ${entitlement}" names them.`;
}

/** Nothing goes by that name, here or in the ledger; `what` a command takes, where that is not all. */
export function unknownWords(
  thing: string,
  { nearest, what = 'person, role, entitlement or rule' }: { readonly nearest: string; readonly what?: string },
): string {
  return `no ${what} is known as "${thing}"${nearest}; ${NAMING[what.startsWith('person') ? 'reach' : 'who']}`;
}

const NAMES = 'a role, rule:ID, an entitlement as the target calls it (group:engineering), or "account"';
const NAMING = { reach: `name a person (hr-1042), ${NAMES}`, who: `name ${NAMES}` } as const;
