// What a policy would change for one person, decided by the same code as a decision, and written nowhere. Pure.
import type { Identity, Person, Standing } from '../model/person.ts';
import type { Policy } from '../model/policy/policy.ts';
import type { Preview, PreviewEntry } from '../model/preview.ts';
import { type Compared, causesOf, type Side } from './causes.ts';
import { decidedIdentity } from './decided.ts';
import type { DecisionInput } from './decision-input.ts';
import { type Delta, profileDigest } from './diff.ts';
import { fold } from './fold.ts';
import { COMPANY, NO_TALLIES } from './guard.ts';
import { type Judgement, judge } from './judged.ts';
import type { Desired } from './policy/desired.ts';
import type { Withheld } from './policy/duties.ts';
import { resolve } from './policy/resolve.ts';
import { wantedOf } from './wanted.ts';

/** The two policies of a preview, and which parts of the one are others in the other. */
export interface Policies {
  readonly before: { readonly version: string; readonly bundle: Policy };
  readonly after: { readonly version: string; readonly bundle: Policy };
  readonly isChanged: (part: string) => boolean;
}

export interface PreviewInput
  extends Pick<
    DecisionInput,
    'person' | 'numbers' | 'trial' | 'canonical' | 'isProtected' | 'landing' | 'now' | 'sha256'
  > {
  readonly policies: Policies;
  /** `ledger`: against the person's last wishes. `policy`: against what the policy before asks for, whatever was wished. */
  readonly against: 'ledger' | 'policy';
  /** Calls that a delta usually takes at its target, and those that are set aside for it. */
  readonly calls: (delta: Delta, before: Standing | undefined) => Pick<PreviewEntry, 'calls' | 'reserved'>;
  /** With the wishes, as a plan that is saved needs them. */
  readonly pins: boolean;
}

/** Undefined where nothing changes, nothing is kept from changing, and no duty keeps anything that it did not keep before. */
export function preview(input: PreviewInput): Preview | undefined {
  const { person, policies, against } = input;
  const base = against === 'policy' ? baseOf(input) : undefined;
  const compared = base?.person ?? person;
  const judged = judge(decisionInput(input, compared), compared.facts);
  const { entries, wanted } = judged;
  if (entries.length === 0 && wanted.withheld.length === 0) return undefined;
  const before = base?.side ?? decidedSide(input, judged.identity);
  const withheld = newlyWithheld(before.withheld, wanted.withheld);
  const after = { ...wanted, policy: policies.after.bundle };
  const shown = previewEntries(input, { compared, judged, sides: { before, after, isChanged: policies.isChanged } });
  if (shown.length === 0 && withheld.length === 0) return undefined;
  return { person: person.id, revision: person.rev, entries: shown, withheld, ...countsOf(judged, person) };
}

/** Nothing is asked of the guard about one person: what all of a plan lose together is counted when it is whole. */
function decisionInput({ policies, ...input }: PreviewInput, person: Person): DecisionInput {
  const made = { events: [], causedBy: [], taken: [], tallies: NO_TALLIES, limits: policies.after.bundle.limits };
  return { ...input, ...made, policy: policies.after, askedAt: input.now, person };
}

/** The person as if all that the policy before asks for were there. */
function baseOf(input: PreviewInput): { readonly person: Person; readonly side: Side } {
  const { person, policies, canonical, now, sha256 } = input;
  const { id, numbers = {}, facts } = person;
  const policy = policies.before.bundle;
  const wanted = wantedOf({ person: id, identity: fold(facts, now), policy, canonical, now, numbers });
  const targets = Object.entries(wanted.targets).filter(([, { blocked }]) => !blocked);
  const standings = targets.map(([target, want]) => {
    const remoteId = person.standings[target]?.remoteId;
    return [target, { ...asWished(want, sha256), ...(remoteId !== undefined && { remoteId }) }];
  });
  return { person: { ...person, standings: Object.fromEntries(standings) }, side: { ...wanted, policy } };
}

/** What made the ledger's wishes: the policy before, of what was known at the last decision. */
function decidedSide({ person, policies, now }: PreviewInput, identity: Identity): Side {
  const policy = policies.before.bundle;
  const known = (person.nextFact ?? Number.POSITIVE_INFINITY) > now ? identity : decidedIdentity(person, now);
  return { ...resolve(policy, { ...known, person: person.id }, now), policy };
}

function asWished({ wish }: Desired, sha256: PreviewInput['sha256']): Standing {
  const { account, entitlements, profile } = wish;
  return {
    wish: { account, entitlements, profile: profileDigest(profile, sha256) },
    rev: 0,
    state: 'verified',
    had: [],
    tries: 0,
    misses: 0,
    noop: false,
    queued: false,
  };
}

interface Judged {
  readonly compared: Person;
  readonly judged: Judgement;
  readonly sides: Compared;
}

function previewEntries(
  { against, calls, pins }: PreviewInput,
  { compared, judged, sides }: Judged,
): readonly PreviewEntry[] {
  const deltas = new Map(judged.difference.deltas.map((delta) => [delta.target, delta]));
  return judged.entries.flatMap(({ person, ...entry }) => {
    const delta = deltas.get(entry.target);
    if (!delta) {
      const isKnown = against === 'policy' && sides.before.targets[entry.target]?.blocked !== undefined;
      return isKnown ? [] : [{ ...entry, causes: [], ...NO_CALLS }];
    }
    const standing = compared.standings[entry.target];
    const pinned = pins ? { ...(standing && { observed: standing.wish }), wish: delta.wish } : {};
    const going = entry.verdict === 'go' ? calls(delta, standing) : NO_CALLS;
    return [{ ...entry, causes: causesOf(delta, sides), ...going, ...pinned }];
  });
}

const NO_CALLS = { calls: 0, reserved: 0 };

function newlyWithheld(before: readonly Withheld[], after: readonly Withheld[]): readonly string[] {
  const known = new Set(before.map(withheldText));
  return after.map(withheldText).filter((text) => !known.has(text));
}

function withheldText({ duty, side, keeps }: Withheld): string {
  return `duty ${duty}: ${sideText(side)}, beside ${sideText(keeps)}`;
}

function sideText(side: Withheld['side']): string {
  return 'role' in side ? `role ${side.role}` : `${side.entitlement} at ${side.target}`;
}

function countsOf({ losses }: Judgement, { lost, standings }: Person): Pick<Preview, 'counts' | 'counted'> {
  const counts = losses.verdict?.kind === 'pass' ? losses.verdict.counted : [];
  const at = (scope: string) => (scope === COMPANY ? lost : standings[scope]?.lost);
  return {
    counts,
    counted: Object.fromEntries(
      counts.flatMap((scope) => {
        const moment = at(scope);
        return moment === undefined ? [] : [[scope, moment] as const];
      }),
    ),
  };
}
