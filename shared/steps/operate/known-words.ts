// What of an operator's words may stand in the audit log: a name or address typed where an id belongs would be sealed in clear for ever.
import { inboxAddress, inboxKey } from '../../core/inbox.ts';
import { kindsNamed } from '../../core/policy/named.ts';
import { EventId } from '../../model/ids.ts';
import type { Pipeline } from '../../ports/pipeline.ts';
import { readPerson } from '../people.ts';
import { endedHash, readPlan } from '../plans.ts';
import { reviewPlans } from '../release.ts';
import { policiesInForce } from './policies-in-force.ts';

/** DynamoDB takes 1,024 bytes for a sort key: no id of ours is longer. */
const LONGEST_BYTES = 1_024;

export const TOO_LONG = `no id is longer than ${LONGEST_BYTES} bytes`;

/** Whether a word is longer than any id, and no key is to be made of it. */
export function isTooLong(word: string): boolean {
  return new TextEncoder().encode(word).byteLength > LONGEST_BYTES;
}

type Known = (ports: Pipeline, word: string) => Promise<string | undefined>;

const byCommand: { readonly [command: string]: Known } = {
  person: knownPerson,
  credential: knownPerson,
  explain: knownPerson,
  reach: async (ports, word) => (await knownPerson(ports, word)) ?? namedInPolicy(ports, word),
  who: namedInPolicy,
  trace: async ({ settings, table }, event) => {
    const address = inboxAddress(settings.tenant, event);
    return address && (await table.get(inboxKey(address))) ? event : undefined;
  },
  policy: async (_ports, deed) => (['revert', 'freeze', 'unfreeze'].includes(deed) ? deed : undefined),
  plan: wholeHash,
  approve: wholeHash,
  import: async ({ settings }, source) => (Object.hasOwn(settings.sources, source) ? source : undefined),
};

/** The command, and the id after it where one of that name is known; a plan's id is its whole hash, however short it was typed. */
export async function knownWords(ports: Pipeline, [command = '', word]: readonly string[]): Promise<readonly string[]> {
  const look = Object.hasOwn(byCommand, command) ? byCommand[command] : undefined;
  const id = EventId.safeParse(word).success ? await look?.(ports, word ?? '') : undefined;
  return id === undefined ? [command] : [command, id];
}

async function knownPerson(ports: Pipeline, id: string): Promise<string | undefined> {
  return (await readPerson(ports, id)).v > 0 ? id : undefined;
}

/** A role, `rule:ID`, or an entitlement that a role gives, in a version that is for anybody. */
async function namedInPolicy(ports: Pipeline, word: string): Promise<string | undefined> {
  const policies = await policiesInForce(ports);
  return policies.some(({ bundle }) => kindsNamed(bundle, word).length > 0) ? word : undefined;
}

/** A plan's hash, or eight of its first characters or more; of several that begin so, the open one. */
async function wholeHash(ports: Pipeline, hash: string): Promise<string | undefined> {
  if (/^[0-9a-f]{64}$/.test(hash)) return (await readPlan(ports, hash))?.hash;
  if (!/^[0-9a-f]{8,63}$/.test(hash)) return undefined;
  const fitting = (await reviewPlans(ports)()).filter((head) => head.hash.startsWith(hash));
  if (fitting.length === 0) return endedHash(ports, hash);
  return fitting.length === 1 ? fitting[0]?.hash : undefined;
}
