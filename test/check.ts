// The one command before a commit: each stage in turn, one line with its seconds, and a clear stop at the first that fails.

import { runStage } from './quality/run-stage.ts';
import { type Stage, stages } from './quality/stages.ts';

const started = performance.now();
// Never `process.exit`: it drops what a pipe has not taken yet of a failed stage's output.
if (await isPassed(stages))
  console.log(`ok     all of it ${((performance.now() - started) / 1000).toFixed(1).padStart(31)} s`);
else process.exitCode = 1;

async function isPassed(course: readonly Stage[]): Promise<boolean> {
  for (const stage of course) {
    const { passed, output, seconds } = await runStage(stage, process.cwd());
    console.log(`${passed ? 'ok    ' : 'FAILED'} ${stage.name.padEnd(36)} ${seconds.toFixed(1).padStart(5)} s`);
    if (passed) continue;
    tellFailure(stage, output);
    return false;
  }
  return true;
}

function tellFailure({ name, command, mend }: Stage, output: string): void {
  console.error(`\n${output.trim()}\n\nStopped at "${name}". To see it alone: npx ${command.join(' ')}`);
  if (mend) console.error(`Much of it mends itself: npx ${mend.join(' ')}`);
}
