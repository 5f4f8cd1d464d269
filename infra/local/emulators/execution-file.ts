// Which executions run, and the names of those that have ended: one small file, written whole at each change.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const StoredExecution = z.object({ machine: z.string(), name: z.string(), input: z.unknown() });
export type StoredExecution = z.infer<typeof StoredExecution>;

const Stored = z.object({ running: z.array(StoredExecution), ended: z.array(z.string()) });

/** AWS remembers names for 90 days; here the latest are enough. */
const REMEMBERED = 500;

export interface Executions {
  running(): readonly StoredExecution[];
  find(name: string): StoredExecution | 'ended' | undefined;
  began(execution: StoredExecution): void;
  ended(name: string): void;
}

/** Opens what `dataDir` holds. */
export function openExecutions(dataDir: string): Executions {
  const file = join(dataDir, 'executions.json');
  let { running, ended } = existsSync(file)
    ? Stored.parse(JSON.parse(readFileSync(file, 'utf8')))
    : { running: [], ended: [] };
  const save = () => {
    writeFileSync(`${file}.new`, JSON.stringify({ running, ended }), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  return {
    running: () => running,
    find: (name) => (ended.includes(name) ? 'ended' : running.find((execution) => execution.name === name)),
    began(execution) {
      running = [...running.filter(({ name }) => name !== execution.name), execution];
      save();
    },
    ended(name) {
      running = running.filter((execution) => execution.name !== name);
      ended = [...ended, name].slice(-REMEMBERED);
      save();
    },
  };
}
