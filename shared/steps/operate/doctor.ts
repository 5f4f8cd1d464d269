// Whether everything that Frontdesk needs answers: each target's credentials, each source's secrets, the policy.
import type { Pipeline } from '../../ports/pipeline.ts';

/** One thing that was looked at. `next`: what to do when it is not well. */
export interface Finding {
  readonly what: string;
  readonly well: boolean;
  readonly says: string;
  readonly next?: string;
}

const PROBE_DEADLINE = 10_000;

/** All findings, targets and sources by name. Never throws. */
export async function examine(ports: Pipeline): Promise<readonly Finding[]> {
  const { targets, sources } = ports.settings;
  return Promise.all([
    policy(ports),
    ...Object.keys(targets).map((target) => probe(ports, target)),
    ...Object.keys(sources).map((source) => secrets(ports, source)),
  ]);
}

async function policy(ports: Pipeline): Promise<Finding> {
  const what = 'policy';
  try {
    const { version } = (await ports.activePolicy()).base;
    return { what, well: true, says: `version ${version} is in force` };
  } catch {
    return { what, well: false, says: 'no policy is in force', next: 'publish the policy folder' };
  }
}

async function probe(ports: Pipeline, target: string): Promise<Finding> {
  const what = `target ${target}`;
  const next = `check the secret "${ports.settings.targets[target]?.secret}" and the permissions in the adapter's README`;
  try {
    const fault = await ports.target(target)?.probe(ports.clock.deadline(PROBE_DEADLINE));
    return fault
      ? { what, well: false, says: fault.detail === undefined ? fault.kind : `${fault.kind}: ${fault.detail}`, next }
      : { what, well: true, says: 'answers, and takes our credential' };
  } catch {
    return { what, well: false, says: 'does not answer', next };
  }
}

async function secrets(ports: Pipeline, name: string): Promise<Finding> {
  const what = `source ${name}`;
  const configured = ports.source(name);
  if (configured?.unusable !== undefined)
    return { what, well: false, says: configured.unusable, next: `mend sources.${name} of the settings and deploy` };
  const wanted = configured?.source.authenticate ? configured.settings.secret : undefined;
  if (!configured?.source.authenticate) return { what, well: true, says: 'takes files' };
  try {
    const live = await configured.secrets();
    const isNone = live.length > 0 && !live.some((secret) => configured.source.isSecret?.(secret) ?? true);
    if (isNone)
      return {
        what,
        well: false,
        says: 'its secret cannot be one of this vendor: every delivery is refused',
        next: `npx frontdesk rotate ${wanted} --now --value-from FILE`,
      };
    return live.length > 0
      ? { what, well: true, says: `${live.length} live secret${live.length === 1 ? '' : 's'}` }
      : {
          what,
          well: false,
          says: 'has no secret: every delivery is refused',
          next: `name one under sources.${name}.secret`,
        };
  } catch {
    return { what, well: false, says: 'its secret cannot be read', next: `create the secret "${wanted}"` };
  }
}
