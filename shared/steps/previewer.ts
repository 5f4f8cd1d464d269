// Looks at one person after the other: what the policies of a plan would change for them. Reads versions and taken names, writes nothing.
import { estimatedCalls } from '../core/estimate.ts';
import { NO_TALLIES } from '../core/guard.ts';
import { changedParts } from '../core/policy/changed.ts';
import { hasUnique } from '../core/policy/unique.ts';
import { type Policies, type PreviewInput, preview } from '../core/preview.ts';
import { takesAway } from '../core/verify.ts';
import { wished } from '../core/wish.ts';
import type { Person } from '../model/person.ts';
import type { Preview } from '../model/preview.ts';
import type { Pipeline, PolicyVersion } from '../ports/pipeline.ts';
import { callsOf, readCalls } from './apply.ts';
import { namesFor } from './names.ts';
import { policyFor } from './policy-for.ts';
import { spellingOf } from './spelling.ts';

export interface Looking {
  /** Undefined: the one in force. */
  readonly policy?: PolicyVersion;
  /** Undefined: against the ledger. */
  readonly base?: PolicyVersion;
  /** With the wishes, as a plan that is saved needs them. */
  readonly pins: boolean;
  /** As of when people are looked at, ms. */
  readonly at: number;
}

/** Undefined for somebody for whom nothing changes. */
export type Look = (person: Person) => Promise<Preview | undefined>;

export function previewer(ports: Pipeline, { policy: asked, base, pins, at }: Looking): Look {
  const pair = pairsOf(ports, base);
  const against = base ? ('policy' as const) : ('ledger' as const);
  const shared = { ...spellingOf(ports), against, now: at, calls: callsFor(ports, at), pins };
  return async (person) => {
    const { policy, trial } = asked ? { policy: asked } : await policyFor(ports, person, person.facts);
    const policies = await pair(person, policy);
    const of = { person, policies, numbers: person.numbers ?? {}, ...(trial && { trial }) };
    const found = preview({ ...shared, ...of });
    if (!found || !hasUnique(policy.bundle)) return found;
    const { limits } = policy.bundle;
    const decision = { events: [], causedBy: [], tallies: NO_TALLIES, limits, askedAt: at };
    const { numbers } = await namesFor(ports, { ...shared, ...of, ...decision, policy });
    return preview({ ...shared, ...of, numbers });
  };
}

/** Each two versions are compared once. The ledger's wishes were made by the version that decided the person last. */
function pairsOf(ports: Pipeline, base: PolicyVersion | undefined) {
  const pairs = new Map<string, Policies>();
  return async (person: Person, after: PolicyVersion): Promise<Policies> => {
    const before = base?.version ?? person.policy;
    const known = pairs.get(`${before} ${after.version}`);
    if (known) return known;
    const compared = base ?? (await ports.policyVersion(before)) ?? after;
    const parts = changedParts(compared.bundle, after.bundle);
    const made = { before: compared, after, isChanged: (part: string) => parts.has(part) };
    pairs.set(`${before} ${after.version}`, made);
    return made;
  };
}

/** What it will usually take, and what the worker of the operation takes of the target's pace; each with the read that verifies it. */
function callsFor(ports: Pipeline, now: number): PreviewInput['calls'] {
  return (delta, before) => {
    const { target, wish, loses } = delta;
    const capabilities = ports.target(target)?.capabilities;
    const standing = wished(before, { wish, rev: 0, takesAway: loses.length > 0, now, landing: 0 });
    const reserved = callsOf(capabilities, standing) + (takesAway(standing) ? 0 : readCalls(capabilities));
    return { calls: Math.min(reserved, estimatedCalls(capabilities, delta, before)), reserved };
  };
}
