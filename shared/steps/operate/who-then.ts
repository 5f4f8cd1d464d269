// `who` as of another moment: each person's own log, with the policy that decided them then and the facts that had come by then.
import { isDay, momentOf, momentWords } from '../../core/as-of.ts';
import type { Held, Holder } from '../../core/holders.ts';
import { heldAhead, heldThen } from '../../core/holders-at.ts';
import { knownBy, pastOf } from '../../core/past.ts';
import type { Person } from '../../model/person.ts';
import type { Pipeline, PolicyVersion } from '../../ports/pipeline.ts';
import { personLog } from '../person-log.ts';
import { policyFor } from '../policy-for.ts';
import { zoneHere } from './zone-here.ts';

/** Logs that are read side by side. */
const ABREAST = 25;

export interface WhoThen {
  readonly held: Held;
  /** As it was typed; it is a day or an instant. */
  readonly asOf: string;
}

/** Everybody of `people` who held it then, or will by what is known now. */
export async function holdersThen(
  ports: Pipeline,
  people: readonly Person[],
  asked: WhoThen,
): Promise<readonly Holder[]> {
  const versions = new Map<string, Promise<PolicyVersion | undefined>>();
  const versionOf = (version: string) => {
    const found = versions.get(version) ?? ports.policyVersion(version);
    versions.set(version, found);
    return found;
  };
  const holders: Holder[] = [];
  for (let from = 0; from < people.length; from += ABREAST) {
    const some = people.slice(from, from + ABREAST);
    holders.push(
      ...(await Promise.all(some.map((person) => holdingThen(ports, person, { ...asked, versionOf })))).flat(),
    );
  }
  return holders;
}

interface Reading extends WhoThen {
  readonly versionOf: (version: string) => Promise<PolicyVersion | undefined>;
}

async function holdingThen(ports: Pipeline, person: Person, { held, asOf, versionOf }: Reading) {
  const now = ports.clock.now();
  const at = momentOf(asOf, { zone: zoneHere(ports, person, now), now }) ?? now;
  if (at > now) {
    const { policy } = await policyFor(ports, person, person.facts);
    return heldAhead({ person, policy: policy.bundle, held, at });
  }
  const rows = await personLog(ports, person.id);
  const { decided } = pastOf(rows, { target: '', entitlement: '', at });
  const policy = decided && (await versionOf(decided.policy));
  if (!policy) return [];
  const facts = knownBy(person, rows, { at, peopleOf: (source) => ports.settings.sources[source]?.people });
  return heldThen(rows, { person: { ...person, facts }, policy: policy.bundle, held, at });
}

/** What the answer is made from, and who cannot be in it. */
export function whoThenWords(asOf: string, now: number): readonly string[] {
  const at = momentOf(asOf, { zone: 'UTC', now }) ?? now;
  const when = isDay(asOf) ? `${asOf}, up to its end where each person is` : momentWords({ at });
  if (at > now)
    return [
      `As of ${when}, still to come: by the policy that is each person's now, and what is known now of that day.`,
    ];
  return [
    `As of ${when}: by each person's own log what the ledger had wished, by the policy that decided them then and the facts that had come by then.`,
    'People who were erased since, and whoever nothing was decided about by then, are not among them; facts that later ones have replaced are not kept.',
  ];
}
