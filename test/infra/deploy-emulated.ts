// `npm run deploy:emulated`: the real stack on an emulated account, from cdk bootstrap to cdk destroy, told step by step.
import { isHelpAsked } from '../quality/no-flags.ts';
import { ministackHome, startMinistack } from '../servers/ministack.ts';
import { startTestPostgres } from '../servers/postgres.ts';
import { story } from './emulated/story.ts';

const HELP = `The real stack on an emulated account, from cdk bootstrap to cdk destroy: some minutes, on 127.0.0.1, a line for each step.

  test/servers/install-ministack.sh     # once; needs Python
  npm run deploy:emulated

Exit code 0 when every step did what it says, 1 when one did not, or the emulator is not there.
`;

async function main(): Promise<void> {
  if (isHelpAsked(HELP)) return;
  const found = ministackHome();
  if ('missing' in found) throw new Error(found.missing);
  const postgres = await startTestPostgres();
  const cloud = await startMinistack(found.home).catch(async (error: unknown) => {
    await postgres.stop();
    throw error;
  });
  const told = { stage: { cloud, postgres }, url: '', failedAt: 0 };
  try {
    for (const { says, run } of story) {
      const started = performance.now();
      const detail = await run(told);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`ok  ${says}  (${seconds} s)${detail === undefined ? '' : `\n    ${detail}`}`);
    }
  } finally {
    await cloud.stop();
    await postgres.stop();
  }
}

main().catch((error: unknown) => {
  console.error(`frontdesk: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
