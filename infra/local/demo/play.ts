// Sets the stage, plays the chapters, judges, and takes everything down again.
import { join } from 'node:path';
import { type Company, startCompany } from '../company.ts';
import type { Stores } from '../parts.ts';
import { seededPerson } from '../people-seed.ts';
import { forgetPostgres } from '../targets/postgres.ts';
import { demoClock } from './demo-clock.ts';
import { freePorts } from './free-ports.ts';
import { judgeAll } from './invariants.ts';
import { onScreen } from './log-capture.ts';
import { narrator } from './narrator.ts';
import { type OutageSwitch, startOutageSwitch } from './outage-switch.ts';
import type { Scorecard } from './scorecard.ts';
import { emptyStage, type Stage } from './stage.ts';
import { chaptersFor, story } from './story.ts';
import { witness } from './witness.ts';

export interface Play {
  readonly folder: string;
  readonly people: number;
  readonly chapter?: number;
  readonly isQuiet: boolean;
  /** Instead of the embedded store and queues. */
  readonly stores?: Stores;
}

/** The same company at each run. */
const SEED = 7;

/** Plays and answers the scorecard; what stops the story is on it. */
export async function play({ folder, people, chapter, isQuiet, stores }: Play): Promise<Scorecard> {
  const started = performance.now();
  const heard = { now: !isQuiet };
  const say = narrator(onScreen, () => heard.now);
  say.line(
    `Frontdesk, the demo: ${people} people, a SCIM app, a PostgreSQL database, and everything in between on this machine.`,
  );
  const { stage, takeDown } = await setUp({ folder, people, say, ...(stores && { stores }) });
  const chapters: { name: string; seconds: number }[] = [];
  let stopped: string | undefined;
  try {
    for (const { name, title, play: playChapter } of chaptersFor(chapter)) {
      const number = story.findIndex((other) => other.name === name) + 1;
      heard.now = !isQuiet && (chapter === undefined || chapter === number);
      say.chapter(number, title);
      const before = performance.now();
      await playChapter(stage);
      chapters.push({ name, seconds: secondsSince(before) });
    }
    heard.now = !isQuiet;
    say.chapter(undefined, 'What must hold however the story went');
    await judgeAll(stage);
  } catch (error) {
    stopped = error instanceof Error ? error.message : String(error);
  } finally {
    await takeDown();
  }
  return {
    ok: stopped === undefined && stage.checks.every(({ ok }) => ok),
    people,
    seconds: secondsSince(started),
    chapters,
    measured: Object.fromEntries(stage.measured),
    checks: stage.checks,
    ...(stopped !== undefined && { stopped }),
  };
}

type Setting = Pick<Play, 'folder' | 'people' | 'stores'> & Pick<Stage, 'say'>;

async function setUp(setting: Setting): Promise<{ stage: Stage; takeDown: () => Promise<void> }> {
  const { folder, people, say, stores } = setting;
  const started = performance.now();
  const clock = demoClock();
  let app: OutageSwitch | undefined;
  const company: Company = await startCompany({
    data: folder,
    port: await freePorts(),
    fresh: false,
    settings: 'frontdesk.yaml',
    policy: 'policy',
    clock,
    ...(stores && { stores }),
    async reach(placeholders) {
      const { origin, pathname } = new URL(placeholders.APP_URL ?? '');
      app = await startOutageSwitch(origin);
      return { ...placeholders, APP_URL: `${app.origin}${pathname}` };
    },
  });
  if (!app) throw new Error('the company was started without its app');
  const seen = witness(company.parts.shown);
  say.line('started', `${(secondsSince(started)).toFixed(1)} s`);
  const takeDown = takingDown({ company, app, close: seen.close, folder });
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void takeDown().then(() => process.exit(130)));
  const everybody = Array.from({ length: people }, (_, number) => seededPerson(SEED, number + 1));
  return { stage: emptyStage({ company, clock, app, witness: seen, say, people: everybody }), takeDown };
}

interface Standing {
  readonly company: Company;
  readonly app: OutageSwitch;
  readonly folder: string;
  close(): Promise<void>;
}

/** Stops what was started; the database's files may lie outside of the folder and go too. */
function takingDown({ company, app, close, folder }: Standing): () => Promise<void> {
  let done: Promise<void> | undefined;
  const all = async () => {
    await close();
    await company.stop();
    await app.stop();
    await forgetPostgres(join(folder, 'postgres'));
  };
  return () => (done ??= all());
}

function secondsSince(started: number): number {
  return Math.round((performance.now() - started) / 10) / 100;
}
