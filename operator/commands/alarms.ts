// Commands about the alarms: planned windows, and incidents that provisioning caused.
import type { Command } from 'commander';
import { CommandFailed, clientFor, type Where } from '../client.ts';
import { show } from '../print.ts';

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
    .argument('<what>', 'a few words, no names of people')
    .description('note an incident that provisioning caused: it counts against the service level')
    .addHelpText('after', '\nExample:\n  npx frontdesk incident "sales lost the wiki for an hour"')
    .action(async (what: string, _options, command: Command) => {
      const { json, ...where } = command.optsWithGlobals<Options>();
      const noted = (await clientFor(where).post(`incident/${encodeURIComponent(what)}`)) as { noted: string };
      show(noted, { json, human: () => 'Noted in the audit log, and counted.' });
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
  if (!/^\d{1,4}$/.test(minutes)) throw new CommandFailed(`--minutes ${minutes} is no number of minutes`);
  const body = JSON.stringify({ minutes: Number(minutes), reason });
  show((await clientFor(where).post('window/start', body)) as PlannedWindow, { json, human: openText });
}

function openText({ until, reason, by }: PlannedWindow): string {
  return `Open until ${new Date(until).toISOString().slice(0, 16)}Z, by ${by}: ${reason}.`;
}
