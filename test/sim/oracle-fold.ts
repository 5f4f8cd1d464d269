// The oracle's own idea of what facts say of a person and what a person should then have. It knows nothing of the product's.
import type { Access } from './company.ts';
import type { TruthFact } from './truth.ts';

export interface Belief {
  readonly status: 'never' | 'active' | 'paused' | 'left';
  readonly attributes: { readonly [name: string]: string };
}

const says: { readonly [source: string]: readonly string[] } = {
  hr: ['userName', 'givenName', 'department'],
  badge: ['title'],
};

/** All facts of one person, in whatever order they came, as they stand at `now`. */
export function believe(facts: readonly TruthFact[], now: number): Belief {
  const takenBack = new Set(facts.map(({ rescinds }) => rescinds));
  const standing = facts
    .filter(({ id, at }) => !takenBack.has(id) && at <= now)
    .sort((a, b) => a.at - b.at || a.ver - b.ver);
  const attributes: { [name: string]: string } = {};
  let status: Belief['status'] = 'never';
  let job: string | undefined;
  for (const { source, set, turns } of standing) {
    for (const name of says[source] ?? []) {
      const value = set[name];
      if (typeof value === 'string') attributes[name] = value;
    }
    for (const turn of turns) {
      const aboutAnotherJob = job !== undefined && turn.of !== undefined && turn.of !== job;
      if (turn.status === 'active') job = turn.of;
      else if (aboutAnotherJob) continue;
      status = turn.status;
    }
  }
  return { status, attributes };
}

export interface Due {
  readonly active: boolean;
  readonly entitlements: readonly string[];
  readonly userName: string;
}

/** What the person should have at a target; undefined: nothing at all. */
export function dueAt(access: Access, { status, attributes }: Belief, target: string): Due | undefined {
  if (status !== 'active' && status !== 'paused') return undefined;
  const userName = attributes.userName;
  if (userName === undefined) return undefined;
  const given = [
    access.everybody[target],
    access.department[attributes.department ?? '']?.[target],
    access.title[attributes.title ?? '']?.[target],
  ].filter((names) => names !== undefined);
  if (given.length === 0) return undefined;
  return { active: status === 'active', entitlements: [...new Set(given.flat())].sort(), userName };
}
