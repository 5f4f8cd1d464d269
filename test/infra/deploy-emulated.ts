// `npm run deploy:emulated`: the real stack on an emulated account, from cdk bootstrap to cdk destroy, told step by step.
import { ministackHome, startMinistack } from '../servers/ministack.ts';
import { startTestPostgres } from '../servers/postgres.ts';
import { story } from './emulated/story.ts';

async function main(): Promise<void> {
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
