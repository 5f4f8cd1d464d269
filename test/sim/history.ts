// One history from its seed: a company, a story, faults while it lasts, a time to heal, and the oracle's word.
import { auditText } from '../../shared/core/audit/row.ts';
import { inForceOf } from '../../shared/steps/in-force.ts';
import { memoryQueues, type SendFate } from '../memory/memory-queues.ts';
import { memoryTable } from '../memory/memory-table.ts';
import { type Company, dealCompany } from './company.ts';
import { planComparisons } from './comparisons.ts';
import { type Dice, diceFor } from './dice.ts';
import { journal } from './journal.ts';
import { minutesOf } from './minute.ts';
import { calm, mixFor } from './mixes.ts';
import { doDeed, heal } from './operators.ts';
import { judge } from './oracle.ts';
import { sha256 } from './ports.ts';
import { firstInForce, rollOutDeeds, withVersions } from './roll-outs.ts';
import type { Stage } from './stage.ts';
import { inventStory, type Story } from './story.ts';
import { deliver } from './tell.ts';
import { timeline } from './timeline.ts';
import { vendorOf } from './vendor.ts';
import { workersOf } from './workers.ts';
import type { Counts, CrashAt, World } from './world.ts';

export interface HistoryRequest {
  readonly seed: number;
  readonly history: number;
  readonly mix: string;
  readonly keepLog?: boolean;
  readonly crashAt?: CrashAt;
  /** A given company and story instead of an invented one. */
  readonly scene?: (dice: Dice, start: number) => { readonly company: Company; readonly story: Story };
}

export interface HistoryResult {
  readonly history: number;
  readonly violations: readonly string[];
  readonly counts: Counts;
  readonly hash: string;
  readonly log: readonly string[];
}

const START = Date.UTC(2026, 2, 2, 8);
const HOUR = 3_600_000;
/** What is not at rest this long after the faults stopped is stuck. */
const HEALING = 3 * HOUR;
/** Nor is it at rest after so many calls: it goes round in circles. */
const MOST_CALLS = 20_000;

/** Runs one history to its end. The same request gives the same result, hash included. */
export async function runHistory(request: HistoryRequest): Promise<HistoryResult> {
  const dice = diceFor(request.seed, request.history);
  const start = START + dice.below(24 * HOUR);
  const { company, story } = (request.scene ?? (request.mix === 'roll-outs' ? rollOutScene : inventedScene))(
    dice,
    start,
  );
  const world = worldFor(request, { dice, start, company, story });
  const stage = stageOf(world);
  for (const telling of story.tellings) world.timeline.at(telling.at, () => deliver(stage, telling, 0));
  for (const deed of story.deeds) world.timeline.at(deed.at, () => doDeed(stage, deed.kind));
  if (request.mix === 'reviews') planReviews(stage, story);
  planComparisons(stage, { start, end: story.end });
  planClockJumps(stage, { start, end: story.end, channel: company.channel });
  world.timeline.at(story.end, () => undefined);
  await runUntil(world, story.end);
  const { comparisons, rollOuts } = world.mix;
  world.mix = {
    ...calm,
    ...(comparisons !== undefined && { comparisons }),
    ...(rollOuts !== undefined && { rollOuts }),
  };
  world.journal.note(`${world.timeline.now()} faults stop`);
  const stuck = await heal(stage, (limit) => runUntil(world, limit), story.end + HEALING);
  const violations = [...stuck, ...world.troubles, ...judge({ world, company, story, log: exported(world) })];
  for (const violation of violations) world.journal.note(`VIOLATION ${violation}`);
  const { counts, journal: told } = world;
  return { history: request.history, violations, counts, hash: told.hash(), log: told.lines };
}

/** An approval a moment after each day that was told beforehand. */
function planReviews(stage: Stage, { facts }: Story): void {
  const { timeline } = stage.world;
  for (const { at, ver } of facts) if (at > ver) timeline.at(at + 1_000, () => doDeed(stage, 'release'));
}

function exported({ table }: World) {
  return table.contents('audit').map((item) => ({ place: `${item.pk}/${item.sk}`, text: auditText(item) }));
}

function inventedScene(dice: Dice, start: number) {
  const company = dealCompany(dice, start);
  return { company, story: inventStory(dice, company, start) };
}

/** Also the operators' deeds about versions; the first version is in force. */
function rollOutScene(dice: Dice, start: number) {
  const company = withVersions(dice, dealCompany(dice, start, [2, 3, 5, 5]), sha256);
  const story = inventStory(dice, company, start);
  return { company, story: { ...story, deeds: [...story.deeds, ...rollOutDeeds(dice, story)] } };
}

interface Scene {
  readonly dice: Dice;
  readonly start: number;
  readonly company: Company;
  readonly story: Story;
}

function worldFor(request: HistoryRequest, { dice, start, company, story }: Scene): World {
  const line = timeline(start);
  const counts: Counts = { crashes: 0, stalls: 0, duplicates: 0, reorders: 0, calls: 0 };
  const mix = mixFor(request.mix, dice);
  const clock = { now: () => line.now() };
  const { settings, servers, policies } = company;
  const world: World = {
    dice,
    timeline: line,
    journal: journal(request.keepLog === true),
    table: memoryTable({
      clock,
      hooks: { indexLagMs: () => (world.mix.indexLagMs > 0 ? dice.below(world.mix.indexLagMs) : 0) },
    }),
    queues: memoryQueues({ clock, settings: queueSettings(mix.visibilityMs), fate: () => fateOf(world) }),
    settings,
    servers,
    vendor: vendorOf(story.facts, settings),
    policies,
    policy: 'v1',
    inForces: [],
    plans: [],
    promised: [],
    mix,
    offset: 0,
    counts,
    crashAt: request.crashAt,
    commits: new Map(),
    wroteState: () => undefined,
    sent: () => undefined,
    troubles: [],
  };
  begin(world, company);
  return world;
}

/** Somebody has published the first version. */
function begin(world: World, { policies }: Company): void {
  const [version] = policies.keys();
  if (world.mix.rollOuts === undefined || version === undefined) return;
  const item = firstInForce(world.settings.tenant, version);
  world.table.write([{ kind: 'put', item }]).catch((error: unknown) => world.troubles.push(String(error)));
  const at = { at: world.timeline.now(), wall: world.timeline.now() };
  world.inForces.push({ ...at, inForce: inForceOf(item), bySweep: false });
}

function queueSettings(visibilityMs: number) {
  const one = { visibilityMs: Math.max(1_000, visibilityMs), maxReceives: 20 };
  return { events: one, 'events-urgent': one, apply: one, 'apply-urgent': one, pump: one, verify: one };
}

function fateOf({ dice, mix, counts }: World): SendFate {
  const roll = dice.roll();
  let edge = mix.loseMessage;
  if (roll < edge) return 'lose';
  edge += mix.repeatMessage;
  if (roll < edge) {
    counts.duplicates += 1;
    return 'twice';
  }
  edge += mix.jumpMessage;
  if (roll < edge) {
    counts.reorders += 1;
    return 'jump';
  }
  edge += mix.failSend;
  return roll < edge ? dice.pick(['fail', 'reply-lost'] as const) : 'deliver';
}

function stageOf(world: World): Stage {
  const workers = workersOf(world);
  const minutes = minutesOf(world, workers);
  world.wroteState = minutes.due;
  world.sent = workers.poll;
  return { world, workers, minutes };
}

/**
 * Up to ten minutes forth or back. Forth is as if the machine had slept: nothing that was under way outlives it. Where two
 * ways tell of one truth, their order is by the vendor's clock and ours, so those histories have no jumps.
 */
function planClockJumps({ world, minutes, workers }: Stage, { start, end, channel }: Span): void {
  const { dice, timeline, mix } = world;
  if (channel === 'both' || !dice.chance(Math.min(1, mix.clockJumps))) return;
  for (let jumps = dice.between(1, 2); jumps > 0; jumps--)
    timeline.at(start + dice.below(end - start), () => {
      const jump = dice.between(-600_000, 600_000);
      if (jump > 0) workers.killAll('the clock jumps');
      world.offset = Math.max(-600_000, Math.min(600_000, world.offset + jump));
      world.journal.note(`${timeline.now()} clocks jump to ${world.offset}`);
      minutes.stir();
    });
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly channel: Company['channel'];
}

/** Runs what is planned up to that moment, each time until nobody can go on without time passing. */
async function runUntil({ timeline, counts }: World, until: number): Promise<void> {
  while (counts.calls < MOST_CALLS && timeline.step(until)) await settled();
}

/** Node runs the next tick only when no promise can go on, if it is asked for by one: no turn of the event loop is needed. */
async function settled(): Promise<void> {
  await undefined;
  await new Promise<void>((resolve) => {
    process.nextTick(resolve);
  });
}
