// Commands about the alarms: planned windows, and incidents that provisioning caused.
import type { Command } from 'commander';
import { CommandFailed, clientFor, type Where } from '../client.ts';
import { show } from '../print.ts';

/** As the running Frontdesk has it: a forgotten window must not hide a week. */
const LONGEST_MINUTES = 1_440;

type Options = Where & { readonly json: boolean };

interface PlannedWindow {
  readonly until: number;
  readonly reason: string;
  readonly by: string;
}

/** `window start`, `window end`, `window show`, `incident`. */
export function alarmCommands(program: Command): void {
  windowCommands(program.command('window').description('planned maintenance: alarms that it sets off wake nobody'));
  program
    .command('incident')
    .argument('<what>', 'a few words, 1,000 characters at most; they stand sealed in the audit log')
    .description('note an incident that provisioning caused: it counts against the service level')
    .addHelpText('after', '\nExample:\n  npx frontdesk incident "sales lost the wiki for an hour"')
    .action(async (what: string, _options, command: Command) => {
      const { json, ...where } = command.optsWithGlobals<Options>();
      const noted = (await clientFor(where).post('incident', what)) as { noted: string; row: string };
      show(noted, {
        json,
        human: ({ row }) => `Counted, and noted in the audit log as ${row}; audit export --reveal shows the words.`,
      });
    });
}

function windowCommands(window: Command): void {
  window
    .command('start')
    .description('open a window, or move the end of the one that is open; it ends by itself')
    .requiredOption('--minutes <number>', '1 to 1440')
    .requiredOption('--reason <text>', 'a few words; it stands in the audit log')
    .addHelpText('after', '\nExample:\n  npx frontdesk window start --minutes 60 --reason "warehouse upgrade"')
    .action((_options, command: Command) =>
      start(command.optsWithGlobals<Options & { minutes: string; reason: string }>()),
    );
  window
    .command('end')
    .description('end the open window now')
    .addHelpText('after', '\nExample:\n  npx frontdesk window end')
    .action(async (_options, command: Command) => {
      const { json, ...where } = command.optsWithGlobals<Options>();
      const ended = (await clientFor(where).post('window/end')) as PlannedWindow;
      show(ended, { json, human: ({ reason }) => `Ended: ${reason}.` });
    });
  window
    .command('show')
    .description('the window that is open')
    .addHelpText('after', '\nExample:\n  npx frontdesk window show')
    .action(async (_options, command: Command) => {
      const { json, ...where } = command.optsWithGlobals<Options>();
      const open = (await clientFor(where).get('window')) as PlannedWindow | null;
      show(open, { json, human: (found) => (found ? openText(found) : 'No window is open.') });
    });
}

async function start({
  json,
  minutes,
  reason,
  ...where
}: Options & { minutes: string; reason: string }): Promise<void> {
  if (!/^\d+$/.test(minutes) || Number(minutes) < 1 || Number(minutes) > LONGEST_MINUTES)
    throw new CommandFailed(`--minutes ${minutes} is no whole number from 1 to ${LONGEST_MINUTES}`);
  const body = JSON.stringify({ minutes: Number(minutes), reason });
  show((await clientFor(where).post('window/start', body)) as PlannedWindow, { json, human: openText });
}

function openText({ until, reason, by }: PlannedWindow): string {
  return `Open until ${new Date(until).toISOString().slice(0, 16)}Z, by ${by}: ${reason}.`;
}
