// Commands about drift: compare the targets with the ledger now, and what the last comparison found.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { clientFor, type Where } from '../client.ts';
import { type DriftView, driftTable, driftText } from '../drift-text.ts';
import { show } from '../print.ts';

type Options = Where & { readonly json: boolean };

/** Exit code when something waits for a person. */
const WAITS = 2;
/** A large target at a slow pace takes hours; whoever waits is let go after this, ms. */
const LONGEST = 10 * 60_000;
const BETWEEN = 300;

/** `reconcile`, `drift`. */
export function comparingCommands(program: Command): void {
  program
    .command('reconcile')
    .description(
      'compare the targets with the ledger now and bring back what is missing; exit code 2 when drift is left',
    )
    .option('--target <name>', 'only this target')
    .option('--no-wait', 'do not wait for the report')
    .addHelpText('after', '\nExample:\n  npx frontdesk reconcile --target app')
    .action((_options, command: Command) =>
      reconcile(command.optsWithGlobals<Options & { target?: string; wait: boolean }>()),
    );
  program
    .command('drift')
    .argument('[target]', 'one target with its examples')
    .description('what the last comparison of each target found; exit code 2 when something is left for a person')
    .addHelpText('after', '\nExample:\n  npx frontdesk drift\n  npx frontdesk drift app --json')
    .action((target: string | undefined, _options, command: Command) =>
      drift(target, command.optsWithGlobals<Options>()),
    );
}

async function reconcile({
  json,
  target,
  wait,
  ...where
}: Options & { target?: string; wait: boolean }): Promise<void> {
  const client = clientFor(where);
  const path = target === undefined ? 'reconcile' : `reconcile/${encodeURIComponent(target)}`;
  const started = (await client.post(path)) as { since: number; targets: readonly string[] };
  if (!wait)
    return show(started, {
      json,
      human: ({ targets }) => `Started for ${targets.join(', ')}. See: npx frontdesk drift`,
    });
  const views = await reportsSince(async () => (await client.get('drift')) as DriftView[], started);
  const unfinished = views.filter(({ report }) => !report || report.endedAt < started.since);
  if (unfinished.length > 0)
    process.stderr.write(
      `still at work: ${unfinished.map((view) => view.target).join(', ')}; see: npx frontdesk drift\n`,
    );
  show(views, { json, human: driftTable });
  if (views.some(({ waits }) => waits)) process.exitCode = WAITS;
}

/** Asks until every target started has a report that ended since, or for as long as anybody would wait. */
async function reportsSince(
  ask: () => Promise<readonly DriftView[]>,
  { since, targets }: { readonly since: number; readonly targets: readonly string[] },
): Promise<readonly DriftView[]> {
  const until = Date.now() + LONGEST;
  for (;;) {
    const views = (await ask()).filter(({ target }) => targets.includes(target));
    if (views.every(({ report }) => report && report.endedAt >= since) || Date.now() > until) return views;
    await sleep(BETWEEN);
  }
}

async function drift(target: string | undefined, { json, ...where }: Options): Promise<void> {
  const client = clientFor(where);
  if (target === undefined) {
    const views = (await client.get('drift')) as DriftView[];
    show(views, { json, human: driftTable });
    if (views.some(({ waits }) => waits)) process.exitCode = WAITS;
    return;
  }
  const view = (await client.get(`drift/${encodeURIComponent(target)}`)) as DriftView;
  show(view, { json, human: driftText });
  if (view.waits) process.exitCode = WAITS;
}
