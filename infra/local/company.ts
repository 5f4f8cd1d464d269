// The whole pipeline on this machine, started as one thing: parts, settings, policy, functions. `npm start` and the demo use it.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { committedAs } from '../../operator/policy-folder/committed.ts';
import { readPolicyFolder } from '../../operator/policy-folder.ts';
import { readFittingSettings } from '../../operator/settings-file.ts';
import { localMasterKey } from '../../shared/aws/master-key.ts';
import { logger } from '../../shared/lambda/log.ts';
import { printMetricsTo } from '../../shared/lambda/metrics.ts';
import type { Origin } from '../../shared/model/policy/origin.ts';
import type { Policy } from '../../shared/model/policy/policy.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { Pipeline } from '../../shared/ports/pipeline.ts';
import type { Clock, Log } from '../../shared/ports/runtime.ts';
import { readInForce } from '../../shared/steps/in-force.ts';
import { publishPolicy } from '../../shared/steps/policies.ts';
import { wakeStale } from '../../shared/steps/stale.ts';
import { provide, wire } from '../../shared/wire.ts';
import { topology } from '../topology.ts';
import { fileArchive } from './archive.ts';
import { takeBackup } from './backup.ts';
import { type DataFolder, forgetDataFolder, openDataFolder } from './data-folder.ts';
import { intakeOnly, notNow } from './intake-only.ts';
import { startLaptopDoor } from './laptop-door.ts';
import { keepLaptopFiles, refuseOther } from './laptop-file.ts';
import { metricsFolder } from './metrics-folder.ts';
import { type LocalParts, type Stores, startParts } from './parts.ts';
import { startRuntime } from './runtime.ts';
import { keptSourceSecrets } from './secrets-seed.ts';
import { fileSigner } from './signer.ts';
import { fileSigningKeys } from './signing-keys.ts';
import { sloReport } from './slo.ts';
import { refuseUnserved, type StandInRequest, type StandIns, standIns } from './stand-ins.ts';
import { asRefusal, StartRefused } from './start-refused.ts';
import { refuseTaken } from './taken-port.ts';
import { forgetPostgres } from './targets/postgres.ts';
import { recordTraces } from './trace-file.ts';
import { type Undo, undoing } from './undo.ts';
import { startSchedules } from './workflow-schedules.ts';

export interface CompanyOptions {
  readonly data: string;
  readonly port: number;
  readonly fresh: boolean;
  /** Takes events in and decides, and leaves every target alone. */
  readonly intakeOnly?: boolean;
  readonly settings: string;
  readonly policy: string;
  /** The settings are of a company whose systems are elsewhere: parts of this machine stand in for them. */
  readonly standIns?: boolean;
  /** Instead of the machine's clock: the demo sets its own ahead. */
  readonly clock?: Clock;
  /** Where the pipeline reaches each part, by placeholder: the demo puts a switch in between. */
  readonly reach?: (placeholders: Placeholders) => Promise<Placeholders>;
  /** Instead of the embedded store and queues. */
  readonly stores?: Stores;
}

type Placeholders = { readonly [name: string]: string };

const ROOT = new URL('../../', import.meta.url).pathname;

/** Starts everything on 127.0.0.1. Throws `StartRefused` in one sentence when it cannot; then nothing is left running. */
export async function startCompany(options: CompanyOptions) {
  const undo = undoing();
  try {
    if (options.fresh) await forgetDataFolder(options.data, (path) => forgetPostgres(join(path, 'postgres')));
    return await startAll(options, undo);
  } catch (error) {
    await undo.all();
    throw asRefusal(error, options);
  }
}

async function startAll(options: CompanyOptions, undo: Undo) {
  const { port } = options;
  const file = resolve(ROOT, options.settings);
  const foreign = options.standIns ? await servable(file) : undefined;
  // A folder that is not there yet is not begun for nothing.
  if (!existsSync(options.data)) await refuseTaken(port, 9);
  const folder = openDataFolder(options.data);
  undo.add(folder.release);
  undo.add(recordTraces(join(folder.path, 'traces.jsonl')).stop);
  const { policy, origin } = writtenPolicy(resolve(ROOT, options.policy));
  const stops = undoing();
  undo.add(stops.atOnce);
  const parts = await startParts({ folder, port, policy, undo: stops, stores: options.stores, onError: toLog(logger) });
  const { settings, pages } = await settingsOf({ file, foreign, options }, { folder, policy, parts, undo: stops });
  await keptSourceSecrets(parts.clients.secrets, settings);
  const measured = metricsFolder(folder.sub('metrics'));
  printMetricsTo(measured.keep);
  const pipeline = await wiredTo({ parts, settings, folder, clock: options.clock });
  await publishFolder(pipeline, { policy, origin: await origin });
  const runtime = await startRuntime(
    { port, settings, ...queuesOf(parts), onError: toLog(pipeline.log) },
    options.intakeOnly ? intakeOnly : topology,
  );
  undo.add(runtime.stop);
  if (options.intakeOnly) parts.states.connect(notNow);
  else startWorkflows({ parts, folder, run: runtime.run, undo });
  const slo = async () => sloReport(await measured.read(), Date.now());
  const door = await startLaptopDoor({
    port: port + 8,
    pipeline,
    vendors: parts.vendors,
    operators: parts.operators,
    slo,
    backup: backupOf(folder, pipeline, parts),
  });
  undo.add(() => {
    door.closeAllConnections();
    door.close();
  });
  const files = { folder: folder.path, port, pipeline, shown: { pages, warehouse: parts.shown.warehouse } };
  undo.add(await keepLaptopFiles(files, parts.secretsChange));
  await runtime.run('census');
  const url = `http://127.0.0.1:${port}`;
  return { url, folder: folder.path, pipeline, parts, pages, run: runtime.run, stop: undo.all };
}

type Served = Pick<StandInRequest, 'folder' | 'policy' | 'parts' | 'undo'>;

interface Written {
  readonly file: string;
  /** Of a company whose systems are elsewhere. */
  readonly foreign: Settings | undefined;
  readonly options: CompanyOptions;
}

/** With the addresses of this machine in them. */
async function settingsOf({ file, foreign, options }: Written, served: Served): Promise<StandIns> {
  const { folder, parts } = served;
  const reached = (await options.reach?.(parts.placeholders)) ?? parts.placeholders;
  const settings = foreign ?? (await readFittingSettings(file, { ...process.env, ...reached }));
  refuseOther(folder.path, settings.tenant);
  if (foreign) return standIns({ settings, port: options.port + 9, ...served });
  return { settings, pages: { app: parts.shown.app } };
}

/** Before anything is begun. */
async function servable(file: string): Promise<Settings> {
  const settings = await readFittingSettings(file, process.env);
  refuseUnserved(settings);
  return settings;
}

/** Git is asked while the parts start. */
function writtenPolicy(folder: string) {
  const { policy, origin } = readPolicyFolder(folder);
  return { policy, origin: committedAs(folder).then((committed) => ({ ...origin, ...committed })) };
}

/** What is being rolled out, or is frozen, goes on as it was. */
async function publishFolder(
  pipeline: Pipeline,
  { policy, origin }: { readonly policy: Policy; readonly origin: Origin },
): Promise<void> {
  const before = (await readInForce(pipeline))?.base;
  const { version, changed, refused } = await publishPolicy(pipeline, policy, {
    actor: 'system',
    origin,
    keepsPlans: true,
  });
  if (refused !== undefined) pipeline.log.warn('policy-not-published', { why: refused });
  if (changed && before && before.by !== 'system')
    pipeline.log.warn('folder-published-over-another-version', { was: before.version, now: version });
  await wakeStale(pipeline);
}

function backupOf({ path }: DataFolder, { table }: Pick<Pipeline, 'table'>, { quiet }: LocalParts) {
  return quiet && (() => takeBackup({ folder: path, table, quiet, now: Date.now() }));
}

interface Started {
  readonly parts: LocalParts;
  readonly folder: DataFolder;
  readonly run: (name: string, event?: unknown) => Promise<unknown>;
  readonly undo: Undo;
}

/** Their states can call functions now; what the last process left running goes on. */
function startWorkflows({ parts: { states }, folder, run, undo }: Started): void {
  states.connect(run);
  const schedules = startSchedules({
    file: join(folder.path, 'schedules.json'),
    workflows: topology.workflows,
    start: (name) => states.start(name, {}),
    onError: toLog(logger),
  });
  undo.add(schedules.stop);
}

function toLog(log: Log) {
  return (where: string, error: unknown) =>
    log.error('worker-failed', { where, error: error instanceof Error ? error.name : 'unknown' });
}

interface Wiring {
  readonly parts: LocalParts;
  readonly settings: Settings;
  readonly folder: DataFolder;
  readonly clock: Clock | undefined;
}

async function wiredTo({ parts, settings, folder, clock }: Wiring) {
  Object.assign(process.env, parts.environment, { FRONTDESK_SETTINGS: JSON.stringify(settings) });
  const keyFile = join(folder.path, 'audit.key');
  const signingKeys = fileSigningKeys(keyFile);
  // The oldest: a newer one may be made and not announced yet.
  const signer = (await signingKeys.all())[0] ?? (await fileSigner(keyFile));
  provide({
    masterKey: localMasterKey(parts.masterKey),
    signer,
    signingKeys,
    archive: await fileArchive(join(folder.path, 'heads.jsonl')),
    ...(clock && { clock }),
  });
  return wire().catch((error: unknown) => {
    throw new StartRefused(error instanceof Error ? error.message : 'the parts cannot be put together');
  });
}

function queuesOf({ clients, environment }: LocalParts) {
  const queueUrl = (queue: string) => environment[`FRONTDESK_QUEUE_${queue.toUpperCase().replaceAll('-', '_')}`] ?? '';
  return { sqs: clients.sqs, queueUrl };
}

export type Company = Awaited<ReturnType<typeof startCompany>>;
