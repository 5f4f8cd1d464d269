// What must hold however the story went, judged from outside: the targets, the exported audit log, the log on the terminal.

import { auditCheck } from '../../../operator/audit-check.ts';
import { startTally, type Tally } from '../../../shared/core/audit/conservation.ts';
import { AuditRow } from '../../../shared/model/audit.ts';
import type { Person } from '../../../shared/model/person.ts';
import { compare } from './expected.ts';
import { askByName, leaks } from './leaks.ts';
import { ledgerPeople, readBack, scanned } from './quiet.ts';
import { type Check, check, type Stage } from './stage.ts';

/** Lets everything be read back and sealed, then adds the verdicts to the scorecard. */
export async function judgeAll(stage: Stage): Promise<void> {
  await readBack(stage, 120 + stage.people.length / 4);
  await askByName(stage);
  await stage.company.run('seal');
  const log = await stage.as('charlie').text('audit');
  for (const verdict of [
    ...(await accessVerdicts(stage)),
    ...(await sumVerdicts(stage, log)),
    await wholeLog(stage, log),
    await noLeak(stage, log),
  ])
    check(stage, verdict);
}

async function accessVerdicts({ expected, witness }: Stage): Promise<readonly Check[]> {
  const { accounts, miscounted, lacking, excess } = await compare(expected, witness);
  const shown = (names: readonly string[], good: string) => (names.length === 0 ? good : names.slice(0, 3).join(', '));
  return [
    {
      what: 'exactly one account a person at each target',
      ok: miscounted.length === 0,
      shown: shown(miscounted, `${accounts} accounts`),
    },
    {
      what: 'nobody lost access who should have it',
      ok: lacking.length === 0,
      shown: shown(lacking, `${expected.size} people`),
    },
    { what: 'nobody has access who should not', ok: excess.length === 0, shown: shown(excess, '0 over') },
  ];
}

async function sumVerdicts(stage: Stage, log: string): Promise<readonly Check[]> {
  const tally = startTally();
  const breaks = rowsOf(log).flatMap((row) => tally.add(row) ?? []);
  const inbox = await scanned(stage, ({ pk }) => pk.split('#')[1] === 'in');
  const ended = new Set(inbox.filter(({ fields }) => fields.end !== undefined).map(({ sk }) => sk));
  const { tenant } = stage.company.pipeline.settings;
  const open = [...stage.acknowledged].filter(
    (event) => !ended.has(event) || tally.endOfEvent(tenant, event) === undefined,
  );
  const { events, wished, operations, waiting, inFlight } = tally.balance();
  const residue = (await ledgerPeople(stage)).flatMap((person) => residueOf(person, tally));
  const named = total(events) - waiting;
  const balances =
    breaks.length + residue.length === 0 && named === inbox.length && wished === total(operations) + inFlight;
  return [
    {
      what: 'every acknowledged event has an end state',
      ok: open.length === 0 && ended.size === inbox.length,
      shown: `${inbox.length} events`,
    },
    {
      what: 'end states sum up, in the ledger as in the audit log',
      ok: balances,
      shown:
        breaks[0] ??
        residue[0] ??
        `${wished} wished = ${inWords(operations)}${inFlight > 0 ? ` + ${inFlight} in flight` : ''}`,
    },
  ];
}

/** The end that the ledger shows must be the one in the log. */
function residueOf({ id, tenant, standings }: Person, tally: Tally): readonly string[] {
  return Object.entries(standings).flatMap(([target, { rev, state }]) => {
    const end = tally.endOfOperation({ tenant, person: id, target, revision: rev });
    const fits =
      state === 'verified'
        ? end === 'applied' || end === 'no-op'
        : state === 'parked' || state === 'refused'
          ? end === state
          : end === undefined;
    return fits ? [] : [`${id}@${target} is ${state} in the ledger and ${end ?? 'open'} in the log`];
  });
}

async function wholeLog(stage: Stage, log: string): Promise<Check> {
  const { signer } = stage.company.pipeline;
  const { ok, rows, heads, firstBad } = await auditCheck({ file: slices(log), publicKeys: [signer.publicKey] });
  return { what: 'the audit log is whole', ok, shown: firstBad?.what ?? `${rows} rows under ${heads} signed heads` };
}

async function noLeak(stage: Stage, log: string): Promise<Check> {
  const { found, needles, bytes } = await leaks(stage, log);
  const shown = found.length === 0 ? `${needles} words in ${Math.round(bytes / 1024)} KB` : found.join(', ');
  return { what: 'no name, address or secret in logs, queues and audit log', ok: found.length === 0, shown };
}

function rowsOf(log: string): readonly AuditRow[] {
  return log
    .split('\n')
    .filter((line) => line.startsWith('{') && line.includes('"noun":'))
    .map((line) => AuditRow.parse(JSON.parse(line)));
}

async function* slices(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

function total(ends: { readonly [end: string]: number }): number {
  return Object.values(ends).reduce((sum, count) => sum + count, 0);
}

function inWords(ends: { readonly [end: string]: number }): string {
  return Object.entries(ends)
    .map(([end, count]) => `${count} ${end}`)
    .join(' + ');
}
