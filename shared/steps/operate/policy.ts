// The operators' commands about policy versions.
import { freezePolicy, revertRollOut, type Steered, unfreezePolicy } from '../roll-out.ts';
import { wakeStale } from '../stale.ts';
import { type Answer, type Asked, type Commands, changes, reads } from './command.ts';
import { policyDiff, policyHistory, policyStatus } from './policy-view.ts';
import { goBackAndWake, type Published, publishAndWake } from './publish.ts';

export const policyCommands: Commands = {
  'GET policy': reads(look),
  'POST policy': changes(act),
};

async function look({ ports, words: [, what = 'status'], query }: Asked): Promise<Answer> {
  if (what === 'status') return { json: await policyStatus(ports) };
  if (what === 'history') return { json: await policyHistory(ports) };
  if (what !== 'diff') return { missing: `no view "${what}" of the policy: status, history or diff` };
  const diff = await policyDiff(ports, query.get('from') ?? '', query.get('to') ?? '');
  return 'missing' in diff ? { missing: `no version "${diff.missing}" was ever published` } : { json: diff };
}

async function act(asked: Asked): Promise<Answer> {
  const { ports, actor, words } = asked;
  const [, deed, version] = words;
  if (deed === undefined) return answerOf(await publishAndWake(ports, { body: asked.body, actor }));
  if (deed === 'revert' && version !== undefined) return answerOf(await goBackAndWake(ports, { version, actor }));
  const steer = Object.hasOwn(DEEDS, deed) ? DEEDS[deed] : undefined;
  if (!steer) return { missing: `no command "${deed}" for the policy: revert, freeze or unfreeze` };
  const steered = await steer(ports, { actor });
  if (steered.kind === 'refused') return { refused: steered.why };
  return { json: { ...steered, woken: await wakeStale(ports) } };
}

type By = Parameters<typeof revertRollOut>[1];

const DEEDS: { readonly [deed: string]: (ports: Asked['ports'], by: By) => Promise<Steered> } = {
  revert: revertRollOut,
  freeze: freezePolicy,
  unfreeze: unfreezePolicy,
};

function answerOf(published: Published): Answer {
  return published.kind === 'refused' ? { refused: published.why } : { json: published };
}
