// Kill -9 at random moments: no acknowledged message is lost, none that was deleted comes back, no secret is lost or torn.
import assert from 'node:assert/strict';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { describe, test } from 'vitest';
import { startSecrets } from '../../infra/local/emulators/secrets.ts';
import { localClients, startEmbeddedQueues, temporaryFolder } from './embedded-subjects.ts';
import { killMidway, kills } from './kill-midway.ts';
import type { QueueSubject } from './queue-subject.ts';

/** Ids of all messages, once those in flight at the kill are visible again. */
async function everyMessage(subject: QueueSubject): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const wait of [0, subject.visibilityMs + 200]) {
    await subject.pass(wait);
    for (let some = await subject.receive('events', 10); some.length > 0; some = await subject.receive('events', 10))
      for (const { body } of some) ids.add(String(body.id));
  }
  return ids;
}

describe('the emulators under kill -9', () => {
  test(`the queues survive ${kills} kills without a lost or a resurrected message`, async () => {
    const folder = temporaryFolder();
    const told: string[] = [];
    for (let kill = 0; kill < kills; kill++) told.push(...(await killMidway('message-worker', folder.path, 300)));
    const named = (verb: string) =>
      new Set(told.filter((line) => line.startsWith(`${verb} `)).map((line) => line.slice(verb.length + 1)));
    const [sent, deleting, deleted] = [named('sent'), named('deleting'), named('deleted')];
    const { subject, emulator } = await startEmbeddedQueues(folder.path);
    const found = await everyMessage(subject);
    await emulator.stop();
    folder.remove();
    assert.ok(sent.size > 0 && deleted.size > 0, `only ${sent.size} sent, ${deleted.size} deleted`);
    const lost = [...sent].filter((id) => !deleting.has(id) && !found.has(id));
    const back = [...deleted].filter((id) => found.has(id));
    assert.deepEqual({ lost, back }, { lost: [], back: [] });
    console.log(
      `${kills} kills, ${sent.size} acknowledged messages, ${deleted.size} deleted, ${found.size} found, none lost`,
    );
  }, 120_000);

  test(`the secrets survive ${kills} kills with the newest acknowledged value`, async () => {
    const folder = temporaryFolder();
    const newest = new Map<string, number>();
    for (let kill = 0; kill < kills; kill++)
      for (const line of await killMidway('secret-writer', folder.path, 60))
        newest.set(line.split(' ')[0] ?? '', Number(line.split(' ')[1]));
    const emulator = await startSecrets({ dataDir: folder.path });
    const { secrets } = localClients({ secrets: emulator.url });
    assert.equal(newest.size, kills);
    for (const [SecretId, acknowledged] of newest) {
      const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId }));
      const value = Number(SecretString);
      assert.ok(
        value === acknowledged || value === acknowledged + 1,
        `${value} after ${acknowledged} was acknowledged`,
      );
    }
    await emulator.stop();
    folder.remove();
  }, 120_000);
});
