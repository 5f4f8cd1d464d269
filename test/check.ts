// The one command before a commit: each stage in turn, one line with its seconds, and a clear stop at the first that fails.

import { runStage } from './quality/run-stage.ts';
import { stages } from './quality/stages.ts';

const started = performance.now();
for (const stage of stages) {
  const outcome = await runStage(stage, process.cwd());
  console.log(
    `${outcome.passed ? 'ok    ' : 'FAILED'} ${stage.name.padEnd(36)} ${outcome.seconds.toFixed(1).padStart(5)} s`,
  );
  if (!outcome.passed) {
    console.error(
      `\n${outcome.output.trim()}\n\nStopped at "${stage.name}". To see it alone: npx ${stage.command.join(' ')}`,
    );
    if (stage.mend) console.error(`Much of it mends itself: npx ${stage.mend.join(' ')}`);
    process.exit(1);
  }
}
console.log(`ok     all of it ${((performance.now() - started) / 1000).toFixed(1).padStart(31)} s`);
