#!/usr/bin/env node
// Starts the command line under the Node that `npm ci` brought along. Plain old JavaScript: an older Node must be able to read it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const LEAST = 24;
const major = Number(process.versions.node.split('.')[0]);

if (major >= LEAST) import('../operator/main.ts').catch(fail);
else restart();

function restart() {
  const node = fileURLToPath(
    new URL(
      process.platform === 'win32' ? '../node_modules/.bin/node.cmd' : '../node_modules/.bin/node',
      import.meta.url,
    ),
  );
  if (process.env.FRONTDESK_RESTARTED || !existsSync(node)) {
    fail(`frontdesk needs Node ${LEAST}, this is ${process.version}, and there is no newer one in ${node}.
Run "npm ci" (without --omit=optional) in the folder of frontdesk, or install Node ${LEAST}.`);
    return;
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: Object.assign({}, process.env, { FRONTDESK_RESTARTED: '1' }),
  });
  // The child decides what a signal means; we stay until it has ended. A terminal tells both of us, "kill" only us.
  for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('error', fail);
  child.on('exit', (code, signal) => {
    if (signal) process.removeAllListeners(signal);
    if (signal) process.kill(process.pid, signal);
    else process.exitCode = code === null ? 1 : code;
  });
}

function fail(problem) {
  console.error(problem instanceof Error ? problem.stack : problem);
  process.exitCode = 1;
}
