// Policy versions: content-addressed bundles, and putting one in force for everybody, or on trial for some.
import { policyText } from '../core/policy/canonical.ts';
import { forEverybody, onTrial, whyNot } from '../core/policy/in-force.ts';
import { firstStep, trialText, whyNoTrial } from '../core/policy/roll-out.ts';
import type { InForce, Put } from '../model/policy/in-force.ts';
import { Origin } from '../model/policy/origin.ts';
import { Policy } from '../model/policy/policy.ts';
import type { TrialAsked } from '../model/policy/trial-asked.ts';
import type { ActivePolicy, Pipeline, PolicyVersion } from '../ports/pipeline.ts';
import { seenReturnWrite } from './attention-rows.ts';
import { changeInForce, readInForce } from './in-force.ts';
import { readLongText, writeLongText } from './long-text.ts';

type Store = Pick<Pipeline, 'table' | 'settings'>;

function placeOf({ settings }: Store, version: string, what: 'bundle' | 'origin') {
  return { pk: `${settings.tenant}#policy#${version}`, sk: what };
}

/** What is in force; `versionOf`: a reader that remembers. Throws when nothing was ever published: nothing can be decided without a policy. */
export async function readActivePolicy(
  store: Store,
  versionOf = (version: string) => readPolicyVersion(store, version),
): Promise<ActivePolicy> {
  const inForce = await readInForce(store);
  const base = inForce && (await versionOf(inForce.base.version));
  if (!inForce || !base) throw new Error('no policy is published: run "frontdesk policy publish DIR"');
  const { by } = inForce.base;
  return { inForce, base: { ...base, ...(by !== undefined && { publishedBy: by }) } };
}

/** Undefined when it was never published. */
export async function readPolicyVersion(store: Store, version: string): Promise<PolicyVersion | undefined> {
  const bundle = await readLongText(store, placeOf(store, version, 'bundle'));
  if (!bundle) return undefined;
  // Versions of before had it beside the bundle.
  const origin = (await readLongText(store, placeOf(store, version, 'origin')))?.text ?? bundle.beside.origin;
  return {
    version,
    bundle: Policy.parse(JSON.parse(bundle.text)),
    ...(typeof origin === 'string' && { origin: Origin.parse(JSON.parse(origin)) }),
  };
}

export interface Publication {
  readonly actor: string;
  readonly origin?: Origin;
  /** Some people first. */
  readonly trial?: TrialAsked;
  /** In the place of a version that is being rolled out. */
  readonly replace?: boolean;
  /** Plans that are live stay so where this version is for everybody already: of a folder that is published with each start. */
  readonly keepsPlans?: boolean;
}

/** `plans`: the hashes of those that are over by it. `refused`: nothing was changed, why, and what to do. */
export interface PublishedVersion {
  readonly version: string;
  readonly changed: boolean;
  readonly plans?: readonly string[];
  readonly refused?: string;
}

/**
 * Publishes a bundle; the version is twelve characters of its content hash. What is for everybody already, with no plan
 * beside it, changes nothing but what its places are. Whoever was decided under another version is woken by the walk that begins with it (`wakeStale`).
 */
export async function publishPolicy(ports: Pipeline, written: Policy, asked: Publication): Promise<PublishedVersion> {
  const bundle = Policy.parse(written);
  const { version, text } = storedAs(ports, bundle);
  const before = await readInForce(ports);
  const isNews = !isNothingNew(before, version, asked);
  const refused = isNews ? refusal(before, { bundle, version, asked }) : undefined;
  if (refused !== undefined) return { version, changed: false, refused };
  if (isNews || asked.origin) await storePolicy(ports, { version, text, origin: asked.origin });
  if (!isNews) return { version, changed: false };
  return putInForce(ports, { before, version, bundle, asked });
}

/** Puts a version that is stored here in force for everybody, in the place of whatever else is for somebody. */
export async function publishStored(
  ports: Pipeline,
  { version, actor }: { readonly version: string; readonly actor: string },
): Promise<PublishedVersion> {
  const before = await readInForce(ports);
  const stored = await readPolicyVersion(ports, version);
  if (!stored) return { version, changed: false, refused: NEVER_STORED };
  const asked = { actor, replace: true, ...(stored.origin && { origin: stored.origin }) };
  if (isNothingNew(before, version, asked)) return { version, changed: false };
  const publishing = { version, bundle: stored.bundle, asked };
  const refused = refusal(before, publishing);
  if (refused !== undefined) return { version, changed: false, refused };
  return putInForce(ports, { before, ...publishing });
}

const NEVER_STORED = 'no such version was ever published here: "frontdesk policy history" has those that were';

async function putInForce(
  ports: Pipeline,
  publishing: Publishing & { readonly before: InForce | undefined },
): Promise<PublishedVersion> {
  const { before, version, asked } = publishing;
  const { after, put, to } = nextOf(ports, publishing);
  const { actor } = asked;
  const act = asked.trial ? 'started' : 'published';
  const change = { before, after, of: put, act, actor, cause: to, to, moves: true } as const;
  const changed = await changeInForce(ports, { ...change, also: before ? [seenReturnWrite(ports)] : [] });
  if (!changed) return { version, changed, refused: MOVED };
  const plans = Object.keys(before?.pins ?? {}).filter((plan) => !Object.hasOwn(after.pins, plan));
  return { version, changed, ...(plans.length > 0 && { plans }) };
}

const MOVED =
  'somebody else has changed what is in force meanwhile: look at "frontdesk policy history", then publish again';

/** The version of a bundle, and the text it is kept as. */
export function storedAs({ digest }: Pick<Pipeline, 'digest'>, bundle: Policy): { version: string; text: string } {
  const text = policyText(bundle);
  return { version: digest.sha256(text).slice(0, 12), text };
}

interface Stored {
  readonly version: string;
  readonly text: string;
  readonly origin: Origin | undefined;
}

/** Keeps a version, in force or not. What stands where may be another thing each time. */
export async function storePolicy(ports: Pipeline, { version, text, origin }: Stored): Promise<void> {
  if (origin) await writeLongText(ports.table, placeOf(ports, version, 'origin'), JSON.stringify(origin));
  await writeLongText(ports.table, placeOf(ports, version, 'bundle'), text);
}

/** Nothing to do: it is for everybody, and nothing else is for anybody. */
function isNothingNew(before: InForce | undefined, version: string, { trial, keepsPlans }: Publication): boolean {
  if (before?.base.version !== version || before.rollOut || trial) return false;
  return keepsPlans === true || Object.keys(before.pins).length === 0;
}

interface Publishing {
  readonly bundle: Policy;
  readonly version: string;
  readonly asked: Publication;
}

function refusal(before: InForce | undefined, { bundle, version, asked }: Publishing): string | undefined {
  const { trial, replace = false } = asked;
  const why = trial && whyNoTrial(bundle, trial);
  return why ?? whyNot(before, { version, isTrial: trial !== undefined, replace });
}

function nextOf(
  { ids, clock }: Pipeline,
  { before, version, bundle, asked }: Publishing & { readonly before: InForce | undefined },
): { readonly after: InForce; readonly put: Put; readonly to: string } {
  const put = putOf(version, asked);
  const { trial } = asked;
  if (!trial || !before) return { after: forEverybody(before, put), put, to: 'everybody' };
  const rollOut = firstStep({ bundle, candidate: put, asked: trial }, { id: ids.next(), now: clock.now() });
  return { after: onTrial(before, rollOut), put, to: trialText(rollOut) };
}

/** A version as it is put in force now. */
export function putOf(version: string, { actor, origin }: Pick<Publication, 'actor' | 'origin'>): Put {
  const { commit, dirty } = origin ?? {};
  return { version, by: actor, ...(commit !== undefined && { commit }), ...(dirty && { dirty }) };
}
