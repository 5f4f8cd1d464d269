// The oracle: looks at inbox, audit log and targets when all is over, and says what is not as it must be.
import type { Company } from './company.ts';
import { approvalBreaks } from './oracle-approvals.ts';
import { decisionBreaks } from './oracle-decisions.ts';
import { eventBreaks, gaps, inboxLines, type LogRow, type LogText, logRows, operationBreaks } from './oracle-log.ts';
import { budgetBreaks, falseRemovals } from './oracle-losses.ts';
import { planBreaks } from './oracle-plans.ts';
import { foreignBreaks, protectedBreaks, stateBreaks } from './oracle-targets.ts';
import { takenBack } from './oracle-trial.ts';
import { versionBreaks } from './oracle-versions.ts';
import type { Story } from './story.ts';
import { type World, wall } from './world.ts';

export interface Aftermath {
  readonly world: World;
  readonly company: Company;
  readonly story: Story;
  /** The audit log as exported. */
  readonly log: readonly LogText[];
}

/** Every violation in one sentence; none when all is well. */
export function judge({ world, company, story, log }: Aftermath): readonly string[] {
  const rows = logRows(log);
  const items = world.table.contents('state');
  const lines = inboxLines(items);
  const { inForces, commits } = world;
  const decided = { company, facts: story.facts, rows, inForces, commits };
  return [
    ...gaps(rows),
    ...eventBreaks(rows, lines, world.vendor.acknowledged),
    ...operationBreaks(rows),
    ...stateBreaks({ company, facts: story.facts, rows, now: wall(world) }),
    ...decisionBreaks({ company, facts: story.facts, rows }),
    ...foreignBreaks(company),
    ...protectedBreaks(company),
    ...budgetBreaks(withoutReturns(rows, takenBack(decided)), lines),
    ...versionBreaks({ ...decided, items, now: wall(world) }),
    ...planBreaks(rows, world.plans),
    ...approvalBreaks(rows),
    ...falseRemovals({ rows, servers: world.servers, commits: world.commits }),
  ];
}

function withoutReturns(rows: readonly LogRow[], returns: ReadonlySet<string>): readonly LogRow[] {
  return returns.size === 0 ? rows : rows.filter(({ place }) => !returns.has(place));
}
