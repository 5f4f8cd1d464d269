// How drift is shown: a line for each target, and for one target its classes with examples by id.
import { DriftClass, type DriftReport, type ScanCertificate } from '../shared/model/drift.ts';
import { facts, table } from './print.ts';

/** A target as the operators' API answers it. */
export interface DriftView {
  readonly target: string;
  readonly running?: { readonly since: number; readonly phase: string; readonly accounts: number };
  readonly report?: DriftReport;
  /** Drift of managed accounts, from 0 to 1. */
  readonly rate?: number;
  readonly waits?: boolean;
  readonly certificate?: ScanCertificate;
}

/** One line a target. */
export function driftTable(views: readonly DriftView[]): string {
  const rows = views.map((view) => {
    const { target, report, running } = view;
    const now = running ? `at work: ${running.accounts} accounts seen` : report ? at(report.endedAt) : 'never';
    if (!report) return [target, now, '', '', ...DriftClass.options.map(() => ''), ''];
    const proof = report.complete ? 'yes' : 'NO';
    const counts = DriftClass.options.map((name) => String(report.drift[name]));
    return [target, now, proof, String(report.accounts), ...counts, String(report.repaired)];
  });
  return table(['target', 'compared', 'complete', 'accounts', ...DriftClass.options, 'repaired'], rows);
}

/** One target: the report, its certificate, and a few findings of each class. */
export function driftText(view: DriftView): string {
  const { target, report, rate = 0, certificate, running } = view;
  const work = running && `${running.phase}, ${running.accounts} accounts seen, since ${at(running.since)}`;
  if (!report)
    return facts([
      ['target', target],
      ['at work', work],
      ['compared', 'never: npx frontdesk reconcile'],
    ]);
  const head = facts([
    ['target', target],
    ['at work', work],
    ['compared', `${at(report.startedAt)} to ${at(report.endedAt)}, ${report.cause}`],
    ['complete', report.complete ? 'yes' : `no: ${report.why}; nothing is said about who was not seen`],
    [
      'certificate',
      certificate && `${certificate.accounts} accounts in ${certificate.pages} pages, ${at(certificate.endedAt)}`,
    ],
    ['accounts', report.accounts],
    ['people', `${report.compared} compared, ${report.inFlight} on their way, ${report.unclear} unclear`],
    ['drift', `${(100 * rate).toFixed(2)} %`],
    ['repaired', report.repaired],
  ]);
  const rows = report.examples.map((found) => [found.class, found.person ?? '', found.remoteId ?? '', found.what]);
  const counts = table(
    ['class', 'found'],
    DriftClass.options.map((name) => [name, String(report.drift[name])]),
  );
  const examples = rows.length > 0 ? `\n\n${table(['class', 'person', 'account', 'what'], rows)}` : '';
  return `${head}\n\n${counts}${examples}`;
}

function at(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}
