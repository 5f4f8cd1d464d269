// The command line: one program, every command with --json, --help and an example.
import { Command } from 'commander';
import { CommandFailed } from './client.ts';
import { alarmCommands } from './commands/alarms.ts';
import { applyCommand } from './commands/apply.ts';
import { auditCommands } from './commands/audit.ts';
import { backupCommand } from './commands/backup.ts';
import { comparingCommands } from './commands/compare.ts';
import { explainCommands } from './commands/explain.ts';
import { importCommand } from './commands/import.ts';
import { inquiryCommands } from './commands/inquire.ts';
import { laptopCommands } from './commands/laptop.ts';
import { planCommand } from './commands/plan.ts';
import { policyCommands } from './commands/policy.ts';
import { reachCommands } from './commands/reach.ts';
import { replayCommand } from './commands/replay.ts';
import { rotationCommands } from './commands/rotate.ts';
import { sloCommands } from './commands/slo.ts';
import { steeringCommands } from './commands/steer.ts';
import { traceCommand } from './commands/trace.ts';
import { plainLines } from './print.ts';

const program = new Command('frontdesk')
  .description('User provisioning that proves what it did.')
  .option('--json', 'one line of JSON, for scripts', false)
  .option('--data <dir>', 'the folder of "npm start"', '.frontdesk')
  .option('--url <url>', 'a running Frontdesk; else FRONTDESK_URL, else the one of --data')
  .option('--as <operator>', "which operator of the folder's operators.json", 'alpha')
  .showHelpAfterError('(see --help)')
  .addHelpText(
    'after',
    '\nExit codes: 0 done, 1 failed, 2 something waits for a person, 3 nothing answers.\n\nExample:\n  npx frontdesk send hire --source bamboohr',
  );

laptopCommands(program);
backupCommand(program);
inquiryCommands(program);
explainCommands(program);
reachCommands(program);
replayCommand(program);
traceCommand(program);
importCommand(program);
steeringCommands(program);
rotationCommands(program);
comparingCommands(program);
planCommand(program);
applyCommand(program);
policyCommands(program);
auditCommands(program);
alarmCommands(program);
sloCommands(program);

// Who reads our words may go: `audit export | head -2` has read enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

program.parseAsync().catch((error: unknown) => {
  const told = error instanceof CommandFailed;
  const text = told ? error.message : error instanceof Error ? String(error.stack) : String(error);
  process.stderr.write(`frontdesk: ${plainLines(text)}\n`);
  process.exitCode = told ? error.exitCode : 1;
});
