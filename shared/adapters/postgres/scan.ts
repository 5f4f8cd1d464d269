// Pages through all accounts by their immutable number, and proves at the end that none was left out.
import * as z from 'zod';
import type { Certificate, ScanPage } from '../../ports/adapter.ts';
import type { Query } from './database.ts';
import { entitlementsOf, personOf } from './mapping.ts';
import { ROLE_COLUMNS, ROLES_WITH_COMMENT, type Role, StandbyError } from './roles.ts';

/**
 * One statement, so one snapshot: the page, how many accounts there are, and how many lie behind the checkpoint. An
 * account is a role that can log in or carries our mark. Our own role is always in the list, also when it logs in no more because two
 * others do so in its name: an honest list is never empty.
 */
const PAGE = `
  WITH scope AS (SELECT r.oid FROM ${ROLES_WITH_COMMENT}
                 WHERE r.rolcanlogin OR d.description LIKE 'frontdesk:%' OR r.rolname = current_user),
       page AS (SELECT oid FROM scope WHERE oid > $1::oid ORDER BY oid LIMIT $2::int)
  SELECT pg_catalog.pg_is_in_recovery() AS standby,
         (SELECT count(*)::int FROM scope) AS total,
         (SELECT count(*)::int FROM scope WHERE oid > $1::oid) AS behind,
         (SELECT oid::text FROM pg_catalog.pg_roles WHERE rolname = current_user) AS self,
         role.*
  FROM (SELECT 1) AS always LEFT JOIN (
    SELECT ${ROLE_COLUMNS} FROM ${ROLES_WITH_COMMENT} WHERE r.oid IN (SELECT oid FROM page)
  ) AS role ON true ORDER BY role.oid::oid`;

const Counts = z.object({ standby: z.boolean(), total: z.number().int(), behind: z.number().int(), self: z.string() });
const Account = z.object({
  oid: z.string(),
  name: z.string(),
  canLogin: z.boolean(),
  comment: z.string().nullable(),
  groups: z.array(z.string()),
  attributes: z.array(z.string()),
});

/** What has been seen so far; goes out as the checkpoint and comes back. */
const Progress = z.object({
  after: z.string(),
  seen: z.number().int(),
  pages: z.number().int(),
  self: z.boolean(),
  startedAt: z.number(),
});
type Progress = z.infer<typeof Progress>;

export interface ScanRequest {
  readonly checkpoint?: string;
  readonly pageSize: number;
  readonly now: number;
}

/** One page. Throws `StandbyError`, or a ZodError where the answer makes no sense. */
export async function scanPage(query: Query, request: ScanRequest): Promise<ScanPage> {
  const before = request.checkpoint ? Progress.parse(JSON.parse(request.checkpoint)) : start(request.now);
  const rows = await query(PAGE, [before.after, request.pageSize]);
  const [counts] = z.tuple([Counts], Counts).parse(rows);
  if (counts.standby) throw new StandbyError();
  const accounts = z.array(Account).parse(rows.filter(hasAccount));
  if (!isWhole(accounts, before, Math.min(counts.behind, request.pageSize))) return breach();
  const last = accounts.at(-1)?.oid ?? before.after;
  const progress: Progress = {
    after: last,
    seen: before.seen + accounts.length,
    pages: before.pages + 1,
    self: before.self || accounts.some((account) => account.oid === counts.self),
    startedAt: before.startedAt,
  };
  const page = { kind: 'page', accounts: accounts.map(scanned) } as const;
  if (counts.behind > accounts.length) return { ...page, checkpoint: JSON.stringify(progress) };
  const certificate = certify(progress, counts.total, request.now);
  return certificate ? { ...page, certificate } : page;
}

const start = (now: number): Progress => ({ after: '0', seen: 0, pages: 0, self: false, startedAt: now });

/** As many as the same snapshot promised, in rising order, none of them seen before. */
function isWhole(accounts: readonly { readonly oid: string }[], before: Progress, promised: number): boolean {
  const numbers = [before.after, ...accounts.map((account) => account.oid)].map(Number);
  return accounts.length === promised && numbers.every((number, n) => n === 0 || number > (numbers[n - 1] ?? 0));
}

/**
 * Walking by a number that never changes misses nobody who was there all the time. The count at the end must agree as
 * well: an account that went while we walked costs the proof, not the truth.
 */
function certify(progress: Progress, total: number, now: number): Certificate | undefined {
  if (!progress.self || progress.seen !== total) return undefined;
  const { seen, pages, startedAt } = progress;
  return { complete: true, accounts: seen, pages, startedAt, endedAt: now };
}

function scanned(role: Pick<Role, 'oid' | 'name' | 'canLogin' | 'comment' | 'groups' | 'attributes'>) {
  const person = personOf(role.comment);
  return {
    remoteId: role.oid,
    ...(person === undefined ? {} : { person }),
    userName: role.name,
    account: role.canLogin ? ('active' as const) : ('suspended' as const),
    entitlements: entitlementsOf(role),
  };
}

function hasAccount(row: unknown): boolean {
  return typeof row === 'object' && row !== null && 'oid' in row && row.oid !== null;
}

function breach(): ScanPage {
  return {
    kind: 'fault',
    fault: { kind: 'contractBreach', detail: 'a page of roles does not agree with its own count' },
  };
}
