// The real stack on an emulated account, from cdk bootstrap to cdk destroy. `npm run deploy:emulated` tells the same story.
import { afterAll, beforeAll, describe, it } from 'vitest';
import { ministackHome, startMinistack } from '../servers/ministack.ts';
import { startTestPostgres } from '../servers/postgres.ts';
import { story, type Told } from './emulated/story.ts';

const found = ministackHome();
const FOUR_MINUTES = 240_000;

describe('a stage on an emulated account', () => {
  let told: Told | undefined;
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    if ('missing' in found) return;
    const postgres = await startTestPostgres();
    stops.push(postgres.stop);
    const cloud = await startMinistack(found.home);
    stops.push(cloud.stop);
    told = { stage: { cloud, postgres }, url: '', failedAt: 0 };
  }, FOUR_MINUTES);
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  for (const { says, run } of story)
    it(
      says,
      async (context) => {
        if (!told && !process.env.CI) return context.skip('missing: ministack');
        if (!told) throw new Error('missing' in found ? found.missing : 'the emulator did not start');
        await run(told);
      },
      FOUR_MINUTES + 60_000,
    );
});
