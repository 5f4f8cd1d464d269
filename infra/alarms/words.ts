// Words that several alarms share: whom they call, where their runbook is, and who speaks up where missing data does not breach.

/** The sweep says every gauge of this kind each minute: when it does not, `sweep-silent` pages. */
export const SWEEP = 'no data counts as good, since `sweep-silent` pages for it';
/** Nothing happened, so nothing failed; that nothing happens is seen by the age alarms and `source-silent`. */
export const IDLE = 'no data counts as good: nothing ended';
export const CENSUS = 'no data counts as good, since `census-silent` tells of it';

export const runbook = (name: string) => `docs/runbooks/${name}.md`;
export const ours = { owner: 'identity on call', isSuppressible: false } as const;
export const quiet = { owner: 'identity on call', isSuppressible: true } as const;
export const desk = { owner: 'service desk', isSuppressible: false } as const;
export const security = { owner: 'security', isSuppressible: false } as const;
