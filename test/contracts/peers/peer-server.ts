// Two servers written by others, fetched by Maven once and started on 127.0.0.1: Amazon's DynamoDB Local, and ElasticMQ.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface PeerServer {
  readonly url: string;
  stop(): void;
}

type PeerName = 'dynamodb-local' | 'elasticmq';

/** DynamoDB Local 3.3.1, in memory. Needs Java 17 and, the first time, Maven (40 s). */
export async function startDynamoDbLocal(): Promise<PeerServer> {
  const lib = await install('dynamodb-local');
  const port = await freePort();
  const launcher = join(folderOf('dynamodb-local'), 'LoopbackDynamoDb.java');
  return started(port, ['-Xmx512m', `-Djava.library.path=${lib}`, '-cp', `${lib}/*`, launcher, String(port)]);
}

/** ElasticMQ 1.7.1 with AWS's limits. */
export async function startElasticMq(): Promise<PeerServer> {
  const lib = await install('elasticmq');
  const port = await freePort();
  const config = join(lib, `elasticmq-${port}.conf`);
  writeFileSync(
    config,
    `include classpath("application.conf")
     node-address { protocol = http, host = "127.0.0.1", port = ${port}, context-path = "" }
     rest-sqs { enabled = true, bind-port = ${port}, bind-hostname = "127.0.0.1", sqs-limits = strict }
     rest-stats { enabled = false }`,
  );
  return started(port, ['-Xmx256m', `-Dconfig.file=${config}`, '-cp', `${lib}/*`, 'org.elasticmq.server.Main']);
}

function folderOf(name: PeerName): string {
  return fileURLToPath(new URL(`./${name}`, import.meta.url));
}

async function install(name: PeerName): Promise<string> {
  const lib = join(process.env.FRONTDESK_PEERS_DIR ?? join(homedir(), '.cache', 'frontdesk-peers'), name);
  if (existsSync(join(lib, 'complete'))) return lib;
  mkdirSync(lib, { recursive: true });
  await finished('mvn', [
    '-q',
    '-B',
    '-f',
    join(folderOf(name), 'pom.xml'),
    'dependency:copy-dependencies',
    `-DoutputDirectory=${lib}`,
  ]);
  writeFileSync(join(lib, 'complete'), '');
  return lib;
}

function finished(command: string, parameters: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}`))));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function started(port: number, parameters: readonly string[]): Promise<PeerServer> {
  const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java';
  const child = spawn(java, parameters, { stdio: ['ignore', 'ignore', 'ignore'] });
  const url = `http://127.0.0.1:${port}`;
  await answering(url, child);
  return { url, stop: () => void child.kill() };
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const answers = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answers) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  child.kill();
  throw new Error(`nobody answers at ${url}`);
}
