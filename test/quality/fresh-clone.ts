// The README's two commands as a newcomer meets them: an empty folder, a clone, and nothing but an older Node and npm on the path.
// `npm run check:fresh [-- --node 18 --npm 9 --ignore-scripts --only start|test --keep]`; it takes minutes, and tells what it saw.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { forgetPostgres } from '../../infra/local/targets/postgres.ts';
import { firstAnswer } from './first-answer.ts';
import { type Machine, oldMachine, run, say } from './old-machine.ts';

const ANSWER_WITHIN_SECONDS = 10;

const { values } = parseArgs({
  options: {
    node: { type: 'string', default: '20' },
    npm: { type: 'string', default: '10' },
    port: { type: 'string', default: '18787' },
    only: { type: 'string' },
    'ignore-scripts': { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'frontdesk-fresh-'));
// As root the cluster lies elsewhere, under a name made from this folder's.
const data = join(folder, 'data');
try {
  const machine = await oldMachine(join(folder, 'machine'), { node: values.node, npm: values.npm });
  say(`only Node ${machine.nodeVersion} and npm ${machine.npmVersion} on the path`);
  if (values.only !== 'test') await starts(cloned('start'), machine);
  if (values.only !== 'start') await passesItsTests(cloned('test'), machine);
} finally {
  if (values.keep) say(`kept ${folder}`);
  else {
    await forgetPostgres(data);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A clone of what is committed, in a folder of its own. */
function cloned(name: string): string {
  const clone = join(folder, name);
  mkdirSync(clone);
  run('git', ['clone', '--quiet', resolve(import.meta.dirname, '../..'), clone], { cwd: folder, env: process.env });
  return clone;
}

async function starts(clone: string, machine: Machine): Promise<void> {
  install(clone, machine);
  run('npx', ['frontdesk', '--help'], { cwd: clone, env: machine.env });
  const seconds = await firstAnswer({ clone, machine, port: Number(values.port), data });
  if (seconds > ANSWER_WITHIN_SECONDS)
    throw new Error(`npm start answered after ${seconds.toFixed(1)} s, more than ${ANSWER_WITHIN_SECONDS} s`);
  say(`npm start answered on 127.0.0.1:${values.port} after ${seconds.toFixed(1)} s`);
}

function passesItsTests(clone: string, machine: Machine): void {
  install(clone, machine);
  const seconds = run('npm', ['test'], { cwd: clone, env: machine.env });
  say(`npm test passed in ${seconds.toFixed(1)} s`);
}

function install(clone: string, machine: Machine): void {
  const flags = values['ignore-scripts'] ? ['--ignore-scripts'] : [];
  const seconds = run('npm', ['ci', '--no-audit', '--no-fund', ...flags], { cwd: clone, env: machine.env });
  say(`${['npm ci', ...flags].join(' ')} took ${seconds.toFixed(1)} s`);
}
