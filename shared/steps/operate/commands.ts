// Every command of the operators' API: what it is called, whether it reads or changes, and what it does.
import { attention } from '../attention.ts';
import { auditExport, firstKeyOf } from '../audit-export.ts';
import { importSnapshot } from '../import.ts';
import { importEffect } from '../import-effect.ts';
import { readPlan } from '../plans.ts';
import { approve, reviewPlans } from '../release.ts';
import { resumeLog } from '../seal-resume.ts';
import { secretReport } from '../secret-report.ts';
import { noteIncident, plannedWindow } from './alarms.ts';
import { type Answer, type Asked, type Commands, changes, found, type OperatorPorts, reads } from './command.ts';
import { issueCredential } from './credential.ts';
import { examine } from './doctor.ts';
import { driftView, driftViews, reconcileNow } from './drift.ts';
import { eventsNamed } from './events-named.ts';
import { explainCommands } from './explain.ts';
import { personReport, statusReport } from './inquire.ts';
import { planCommands } from './plan.ts';
import { endOf, viewPlan } from './plan-view.ts';
import { policyCommands } from './policy.ts';
import { reachCommands } from './reach.ts';
import { redriveNamed } from './redrive-named.ts';
import { replayCommands } from './replay.ts';
import { commandRotation } from './rotation.ts';
import { sourcesView } from './sources-view.ts';
import { traceEvent } from './trace-event.ts';
import { whoCommands } from './who.ts';

/** Below the function's timeout: a large file is taken in by several calls with the same file, ms. */
const IMPORT_MS = 15_000;
/** How long the answer waits for the decisions about those who may lose something by the file, ms. */
const EFFECT_MS = 8_000;

/** One line a command: method, first word, whether it reads or changes, what it does. */
export const commands: Commands = {
  ...explainCommands,
  ...reachCommands,
  ...whoCommands,
  ...replayCommands,
  'GET person': reads(async ({ ports, words, known: [, id] }) =>
    found(id && (await personReport(ports, id)), `nobody is known as "${words[1] ?? ''}"`),
  ),
  'GET trace': reads(async ({ ports, words, known: [, id] }) =>
    found(id && (await traceEvent(ports, id)), `no event "${words[1] ?? ''}" came in`),
  ),
  'GET events': reads(async ({ ports, query }) => ({ json: await eventsNamed(ports, query.get('named') ?? '') })),
  'GET sources': reads(async ({ ports }) => ({ json: sourcesView(ports.settings) })),
  'GET status': reads(async ({ ports }) => ({
    json: { ...(await statusReport(ports)), secrets: await secretReport(ports) },
  })),
  'GET secrets': reads(async ({ ports }) => ({ json: await secretReport(ports) })),
  'GET doctor': reads(async ({ ports }) => ({ json: await examine(ports) })),
  'GET failures': reads(async ({ ports }) => ({ json: await attention(ports) })),
  'GET plans': reads(async ({ ports }) => ({ json: await reviewPlans(ports)() })),
  'GET plan': reads(async ({ ports, words, known: [, hash] }) =>
    found(hash && (await planOf(ports, hash)), `no plan "${words[1] ?? ''}"`),
  ),
  'GET drift': reads(async ({ ports, words }) =>
    words[1] === undefined
      ? { json: await driftViews(ports) }
      : found(await driftView(ports, words[1]), `there is no target "${words[1]}"`),
  ),
  'POST approve': changes(approvePlan),
  'POST redrive': changes(({ ports, actor, query }) => redriveNamed(ports, { actor, query })),
  'POST reconcile': changes(async ({ ports, actor, words }) =>
    found(await reconcileNow(ports, { target: words[1], actor }), `there is no target "${words[1]}"`),
  ),
  'POST import': changes(importFile),
  'POST credential': changes(credential),
  ...policyCommands,
  'POST rotate': changes(rotateSecret),
  'GET audit': reads(exportAudit),
  'POST resume': changes(resume),
  'GET window': reads(({ ports, actor, body }) => plannedWindow(ports, { actor, what: undefined, body })),
  'POST window': changes(({ ports, actor, words, body }) => plannedWindow(ports, { actor, what: words[1], body })),
  'POST incident': changes(({ ports, actor, body }) => noteIncident(ports, { actor, body })),
  ...planCommands,
};

async function planOf(ports: OperatorPorts, hash: string) {
  const head = await readPlan(ports, hash);
  return head && viewPlan(ports, head);
}

async function approvePlan({ ports, actor, words, known: [, hash] }: Asked): Promise<Answer> {
  const head = hash === undefined ? undefined : await readPlan(ports, hash);
  if (!head) return { missing: `no plan "${words[1] ?? ''}"` };
  const end = endOf(head);
  if (end !== undefined) return { refused: `the plan is not open: ${end}` };
  const approval = await approve(ports)({ hash: head.hash, principal: actor });
  return approval.kind === 'refused' ? { refused: approval.why } : { json: approval };
}

async function importFile({ ports, actor, words, query, body }: Asked): Promise<Answer> {
  const until = ports.clock.now() + IMPORT_MS;
  const source = words[1] ?? '';
  const acceptColumns = query.get('columns') === 'accepted';
  const imported = await importSnapshot(ports)({ source, file: body, actor, acceptColumns, until });
  if (imported.kind === 'refused') return { refused: imported.what };
  if (imported.kind === 'unfinished') return { json: imported };
  const { mark, changed, fresh, left } = imported;
  const mayLose = left + changed > fresh;
  const patience = mayLose ? ports.clock.now() + EFFECT_MS : 0;
  const { held, decided } = await importEffect(ports, { source, mark }, patience);
  return { json: { ...imported, effect: { held, decided: decided || !mayLose } } };
}

async function credential({ ports, actor, words }: Asked): Promise<Answer> {
  const issued = await issueCredential(ports, { person: words[1] ?? '', target: words[2] ?? '', actor });
  return issued.kind === 'issued' ? { json: issued } : { refused: issued.why };
}

async function rotateSecret({ ports, actor, caller, query, body }: Asked): Promise<Answer> {
  const value = body.byteLength > 0 ? new TextDecoder().decode(body) : undefined;
  const [secret, atOnce, cancels] = [query.get('secret') ?? '', query.get('now') === '1', query.get('cancel') === '1'];
  const answer = await commandRotation(ports, { secret, actor, caller, atOnce, cancels, value });
  if (answer.kind === 'missing') return { missing: answer.why };
  return answer.kind === 'refused' ? { refused: answer.why } : { json: answer };
}

async function resume({ ports, actor }: Asked): Promise<Answer> {
  const resumed = await resumeLog(ports, actor);
  return resumed.kind === 'refused' ? { refused: resumed.why } : { json: resumed };
}

async function exportAudit({ ports, query }: Asked): Promise<Answer> {
  const { table, archive, vault, settings } = ports;
  const lines: string[] = [];
  for await (const line of auditExport({ table, archive, keys: [await firstKeyOf(ports)], vault })({
    tenant: settings.tenant,
    reveal: query.get('reveal') === '1',
  }))
    lines.push(line);
  return { text: `${lines.join('\n')}\n` };
}
