// The whole pipeline on this machine, started as one thing: parts, settings, policy, functions. `npm start` and the demo use it.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readPolicyFolder } from '../../operator/policy-folder.ts';
import { readSettings } from '../../operator/settings-file.ts';
import { localMasterKey } from '../../shared/aws/master-key.ts';
import { publishPolicy } from '../../shared/steps/policies.ts';
import { provide, wire } from '../../shared/wire.ts';
import { fileArchive } from './archive.ts';
import { openDataFolder, StartRefused } from './data-folder.ts';
import { startParts } from './parts.ts';
import { startRuntime } from './runtime.ts';
import { fileSigner } from './signer.ts';
import { forgetPostgres } from './targets/postgres.ts';

export interface CompanyOptions {
  readonly data: string;
  readonly port: number;
  readonly fresh: boolean;
  readonly settings: string;
  readonly policy: string;
}

const ROOT = new URL('../../', import.meta.url).pathname;

/** Starts everything on 127.0.0.1. Throws `StartRefused` in one sentence when it cannot. */
export async function startCompany(options: CompanyOptions) {
  if (options.fresh) await forget(options.data);
  const folder = openDataFolder(options.data);
  const policy = readPolicyFolder(join(ROOT, options.policy));
  const parts = await startParts({ folder, port: options.port, policy }).catch((error: unknown) => {
    folder.release();
    throw inOneSentence(error, options.port);
  });
  const settings = readSettings(join(ROOT, options.settings), { ...process.env, ...parts.placeholders });
  Object.assign(process.env, parts.environment, { FRONTDESK_SETTINGS: JSON.stringify(settings) });
  provide({
    masterKey: localMasterKey(parts.masterKey),
    signer: await fileSigner(join(folder.path, 'audit.key')),
    archive: await fileArchive(join(folder.path, 'heads.jsonl')),
  });
  const pipeline = await wire();
  await publishPolicy(pipeline, policy, 'system');
  const runtime = await startRuntime({
    port: options.port,
    sqs: parts.clients.sqs,
    queueUrl: (queue) =>
      parts.environment[
        `FRONTDESK_QUEUE_${queue.toUpperCase().replaceAll('-', '_')}` as keyof typeof parts.environment
      ] ?? '',
    onError: (where, error) =>
      pipeline.log.error('worker-failed', { where, error: error instanceof Error ? error.name : 'unknown' }),
  });
  await runtime.run('census');
  return {
    url: `http://127.0.0.1:${options.port}`,
    folder: folder.path,
    pipeline,
    parts,
    run: runtime.run,
    async stop() {
      await runtime.stop();
      await parts.stop();
      folder.release();
    },
  };
}

export type Company = Awaited<ReturnType<typeof startCompany>>;

/** Forgets all that the folder holds. Nothing may run on it. */
async function forget(data: string): Promise<void> {
  const folder = openDataFolder(data);
  await forgetPostgres(folder.sub('postgres'));
  rmSync(folder.path, { recursive: true, force: true });
}

function inOneSentence(error: unknown, port: number): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'EADDRINUSE')
    return new StartRefused(`a port between ${port} and ${port + 7} is taken on 127.0.0.1; start with another --port`);
  if (error.code === 'ENOSPC')
    return new StartRefused('the disk is full; nothing was lost: free some space and start again');
  return error;
}
