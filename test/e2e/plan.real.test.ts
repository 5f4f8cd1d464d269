// A plan in a whole laptop company: reviewed against git and the ledger, saved, applied through a kill, and empty afterwards.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { frontdesk } from './by-hand.ts';
import { eventually, send } from './deliveries.ts';
import { aPlace, forgetPlace, type Laptop, startLaptop } from './laptop.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const place = aPlace();
const repository = mkdtempSync(join(tmpdir(), 'frontdesk-policy-'));
const policy = join(repository, 'policy');
const file = join(repository, 'plan.txt');
let laptop: Laptop;

const git = (...words: readonly string[]) =>
  execFileSync('git', ['-C', repository, '-c', 'user.name=it', '-c', 'user.email=it@acme.example', ...words]);

/** Engineers join the support group, and not their own any more. */
function changePolicy(): void {
  const roles = join(policy, 'roles.yaml');
  writeFileSync(roles, readFileSync(roles, 'utf8').replace("app: ['group:engineering']", "app: ['group:support']"));
}

const run = (...words: readonly string[]) => frontdesk(place.data, ...words);

beforeAll(async () => {
  cpSync(join(ROOT, 'policy'), policy, { recursive: true });
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  changePolicy();
  laptop = await startLaptop(place);
  for (const number of [1, 2]) {
    const { subject } = await send(laptop, place.data, { what: 'hire', number });
    await groupsOf(subject, 'group:engineering');
  }
});
afterAll(async () => {
  await laptop?.stop();
  await forgetPlace(place.data);
  rmSync(repository, { recursive: true, force: true });
});

/** Waits until the person is in that group of the app. */
async function groupsOf(subject: string, group: string): Promise<void> {
  await eventually(
    async () => (await laptop.operator('GET', `person/hr-${subject}`)).json,
    (person) => {
      const { targets = [] } = (person ?? {}) as {
        targets?: { target: string; entitlements: string[]; state: string }[];
      };
      const app = targets.find(({ target }) => target === 'app');
      return app?.entitlements.includes(group) === true && ['applied', 'verified'].includes(app.state);
    },
  );
}

describe('a plan in a laptop company', () => {
  it('is empty for what is in force, and shows what a change of the folder alone would do', async () => {
    expect(await run('plan')).toMatchObject({ code: 0, json: { looked: 2, changes: 0 } });
    expect(await run('plan', '--policy', policy, '--base', 'HEAD')).toMatchObject({
      code: 2,
      json: {
        people: 2,
        losing: 2,
        byPart: [{ part: 'role engineer', place: expect.stringMatching(/^roles\.yaml:\d+$/) }],
      },
    });
  });

  it('is saved, applied once although Frontdesk was killed at some moment of it, and nothing is left to plan', async () => {
    expect(await run('plan', '--policy', policy, '--out', file, '--skip-checks')).toMatchObject({
      code: 2,
      json: { saved: { people: 2 } },
    });
    const cut = run('apply', file);
    await new Promise((resolve) => setTimeout(resolve, 400));
    await laptop.kill();
    await cut;
    laptop = await startLaptop(place);
    expect(await run('apply', file)).toMatchObject({ code: 0, json: { applied: 2, held: 0, moved: [] } });
    expect(await run('plan', '--policy', policy)).toMatchObject({ code: 0, json: { looked: 2, rows: [] } });
    const { subject } = await send(laptop, place.data, { what: 'hire', number: 3 });
    await groupsOf(subject, 'group:engineering');
    expect(await run('apply', file)).toMatchObject({ code: 0, json: { applied: 2 } });
    expect(await run('plan', '--policy', policy)).toMatchObject({ code: 2, json: { people: 1 } });
  });
});
