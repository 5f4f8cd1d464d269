// How a person and an event's way are shown.
import { planTable } from '../shared/core/plan.ts';
import type { SpanLine } from '../shared/model/span.ts';
import { facts, seconds, table } from './print.ts';
import { spansText } from './trace-spans.ts';

export interface LogRow {
  readonly id: string;
  readonly number: number;
  readonly at: string;
  readonly actor: string;
  readonly act: string;
  readonly revision?: number;
  readonly cause?: string;
  readonly events?: readonly { readonly id: string; readonly end: string }[];
  readonly operations?: readonly { readonly target: string; readonly revision: number; readonly end: string }[];
  readonly plan?: readonly {
    readonly target: string;
    readonly change: string;
    readonly what: string;
    readonly why: string;
  }[];
}

export interface PersonReport {
  readonly person: string;
  readonly status: string;
  readonly since?: string;
  readonly next?: string;
  readonly revision: number;
  readonly policy: string;
  readonly attributes: { readonly [name: string]: string };
  readonly targets: readonly {
    readonly target: string;
    readonly account: string;
    readonly entitlements: readonly string[];
    readonly state: string;
    readonly cause?: string;
    readonly held?: object;
    readonly drift?: { readonly at: string; readonly found: readonly string[] };
  }[];
  readonly log: readonly LogRow[];
}

export interface Trace {
  readonly event: string;
  readonly source: string;
  readonly person: string;
  readonly receivedAt: string;
  readonly trace: string;
  readonly end: string;
  readonly cause?: string;
  readonly rows: readonly LogRow[];
  /** What this machine recorded of the trace. */
  readonly spans: readonly SpanLine[];
}

/** A person for the terminal. */
export function personText({
  person,
  status,
  since,
  next,
  revision,
  policy,
  attributes,
  targets,
  log,
}: PersonReport): string {
  const who = facts([
    ['person', person],
    ['status', status],
    ['since', since],
    ['next change', next],
    ['revision', `${revision}, policy ${policy}`],
    ...Object.entries(attributes),
  ]);
  const rows = targets.map(({ target, account, entitlements, state, cause, held, drift }) => [
    target,
    account,
    entitlements.join(' '),
    [state, ...(held ? ['a loss is held'] : []), ...(drift ? ['but drifted'] : [])].join(', '),
    [
      ...(cause === undefined ? [] : [cause]),
      ...(drift ? [`${drift.found.join(', ')}: ${seconds(drift.at)}`] : []),
    ].join('; '),
  ]);
  const accounts =
    rows.length > 0 ? table(['target', 'account', 'entitlements', 'state', 'cause'], rows) : 'No accounts.';
  return `${who}\n\n${accounts}\n\n${logText(log)}`;
}

/** An event's way for the terminal. */
export function traceText({ event, source, person, receivedAt, trace, end, cause, rows, spans }: Trace): string {
  return `${facts([
    ['event', event],
    ['source', source],
    ['person', person],
    ['received', receivedAt],
    ['ended as', end],
    ['cause', cause],
    ['trace', trace],
  ])}\n\n${logText(rows)}${spans.length > 0 ? `\n\n${spansText(spans)}` : ''}`;
}

function logText(rows: readonly LogRow[]): string {
  return rows.length === 0 ? 'No log yet.' : rows.map(rowText).join('\n');
}

/** A row of the log: its line, and the plan below it as everywhere. */
function rowText({ id, number, at, actor, act, events = [], operations = [], plan = [], cause }: LogRow): string {
  const ends = [
    ...events.map((event) => `event ${event.id} ${event.end}`),
    ...operations.map(({ target, revision, end }) => `${target}@${revision} ${end}`),
  ];
  const line = [`${number}.`, seconds(at), actor, act, ...ends, ...(cause === undefined ? [] : [`(${cause})`])].join(
    '  ',
  );
  if (plan.length === 0) return line;
  const table = planTable(plan.map((change) => ({ person: id, ...change })));
  return `${line}\n${table.replaceAll(/^/gm, '    ')}`;
}
