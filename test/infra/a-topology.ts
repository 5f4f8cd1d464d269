// The repository's topology with a made-up function and a made-up workflow that calls it.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Topology, topology } from '../../infra/topology.ts';

/** The names of workflows are a closed set, and this is none of them. */
const MADE_UP = 'daily-round' as (typeof topology.workflows)[number]['name'];

/** Also the folder in which the definition lies. */
export function aTopology(functionInDefinition = 'round'): { readonly topology: Topology; readonly root: string } {
  const root = mkdtempSync(join(tmpdir(), 'frontdesk-workflows-'));
  mkdirSync(join(root, 'infra/workflows'), { recursive: true });
  const states = { Round: { Type: 'Task', Resource: `\${${functionInDefinition}}`, End: true } };
  for (const { definition } of [...topology.workflows, { definition: 'daily-round.json' }])
    writeFileSync(join(root, 'infra/workflows', definition), JSON.stringify({ StartAt: 'Round', States: states }));
  return {
    root,
    topology: {
      ...topology,
      functions: [
        ...topology.functions,
        {
          name: 'round',
          entry: 'sweep.ts',
          timeoutSeconds: 300,
          memoryMb: 256,
          triggers: [{ kind: 'workflow', workflow: MADE_UP }],
          tables: { state: 'read' },
          sends: [],
          secrets: [],
        },
      ],
      workflows: [...topology.workflows, { name: MADE_UP, definition: 'daily-round.json', everyHours: 24 }],
    },
  };
}
