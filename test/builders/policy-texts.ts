// A policy with every part, as the files that somebody would write: a test changes the one that it is about.

export type PolicyTexts = { readonly [file: string]: string };

const TEXTS: PolicyTexts = {
  'roles.yaml': `employee:
  owner: it-operations
  risk: low
  description: Everybody who works here
  entitlements:
    app: ['group:everyone']
engineer:
  owner: platform-team
  risk: medium
  description: Builds and runs the product
  includes: [employee]
  entitlements:
    app: ['group:engineering']
    warehouse: ['role:engineering_ro']
payer:
  owner: finance
  risk: high
  description: Releases payments
  requestable: true
  entitlements:
    warehouse: ['role:payments_rw']
auditor:
  owner: audit
  risk: high
  description: Reads every payment
  entitlements:
    warehouse: ['role:payments_ro']
`,
  'rules.yaml': `- id: everybody
  when: { attributes: { userName: { exists: true } } }
  roles: [employee]
- id: engineering
  when:
    attributes:
      department: Engineering
      startDate: { before: today+14d }
  roles: [engineer]
- id: finance
  when:
    all:
      - attributes: { department: [Finance, Treasury] }
      - not: { groups: [interns] }
  roles: [payer]
- id: audit
  when: { flag: early-audit, attributes: { title: { startsWith: Audit } } }
  roles: [auditor]
`,
  'mappings.yaml': `app:
  userName: '{userName}'
  displayName: '{givenName} {familyName}'
warehouse:
  userName: { template: '{userName}', characters: 'a-z0-9_', maxLength: 30, unique: true }
`,
  'limits.yaml': `hourPercent: 1
dayPercent: 3
`,
  'entitlements.yaml': `app:
  group:everyone: { owner: it-operations }
`,
  'duties.yaml': `- id: payments
  owner: audit
  description: Who releases payments does not check them
  exclude:
    - role: auditor
    - target: warehouse
      entitlement: role:payments_rw
  waivers:
    - { person: hr-7, until: 2027-01-31, reason: Stands in, approvedBy: hr-1 }
`,
  'approvals.yaml': `risks:
  high:
    approvers: [{ role: auditor }, { attribute: manager }]
    quorum: 2
    hours: 24
  low: automatic
roles:
  payer:
    approvers: [{ person: hr-1 }]
`,
  'leases.yaml': `payer: { hours: 8, renewable: true }
`,
  'flags.yaml': `early-audit:
  owner: audit
  description: The new audit role
  cohort: first
`,
  'cohorts.yaml': `first:
  percent: 10
  when: { attributes: { site: Oslo } }
`,
};

/** The files, with others instead of some; `undefined` takes one away. */
export function policyTexts(changed: { readonly [file: string]: string | undefined } = {}): PolicyTexts {
  const all = Object.entries({ ...TEXTS, ...changed });
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** The files with one text in one file replaced. */
export function policyTextsWith(file: string, from: string, to: string): PolicyTexts {
  const text = TEXTS[file] ?? '';
  if (!text.includes(from)) throw new Error(`${file} has no "${from}"`);
  return policyTexts({ [file]: text.replace(from, to) });
}
