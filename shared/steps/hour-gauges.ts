// What is said each hour, with a census: whether inbox and log agree, which source has fallen silent, which target was not compared.
import { stateOf } from '../core/audit/seal-state.ts';
import { ageSeconds } from '../core/indicators.ts';
import { type EndCount, isApart, namedEnds, residueAlone, residueBetween } from '../core/residue-gauge.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Fields, Item, Key } from '../ports/table.ts';
import { tellComparisons } from './drift-gauges.ts';
import { stateKey } from './seal-commit.ts';

/** What a census learns of the inbox while it passes by. */
export interface InboxCount {
  ended: number;
  /** When the newest event of each source came, ms. */
  readonly heard: Map<string, number>;
}

/** Counts an inbox row of any tenant (the log is one for all); other items are none of its business. */
export function countInbox(count: InboxCount, { pk, fields }: Item): void {
  if (pk.split('#', 2)[1] !== 'in') return;
  if (fields.end !== undefined) count.ended += 1;
  const source = String(fields.source);
  count.heard.set(source, Math.max(count.heard.get(source) ?? 0, Number(fields.receivedAt)));
}

/** Ends that the sealed heads name now: read before the inbox is counted. */
export async function sealedEnds({ table }: Pick<Pipeline, 'table'>): Promise<number> {
  const item = await table.get(stateKey);
  return namedEnds((item && stateOf(item.fields).head?.sums.events) ?? {});
}

/** When each was first asked about, ms: a source that never sent anything is silent since then, a target never compared as old. */
interface Known {
  readonly known: { readonly [source: string]: number };
  readonly targets: { readonly [target: string]: number };
}

type Stored = EndCount & Known;

/** `counted.at` is when the census began. A census soon after another one says nothing of the residue. */
export async function tellHour(ports: Pipeline, counted: EndCount, inbox: InboxCount): Promise<void> {
  const key: Key = { table: 'state', pk: `${ports.settings.tenant}#census`, sk: 'ends' };
  const item = await ports.table.get(key);
  const before = item && storedOf(item.fields);
  const names = webhookSources(ports);
  const since = (all: readonly string[], first: { readonly [name: string]: number } = {}) =>
    Object.fromEntries(all.map((name) => [name, first[name] ?? counted.at]));
  const known = since(names, before?.known);
  const targets = since(Object.keys(ports.settings.targets), before?.targets);
  if (!before || isApart(before, counted))
    await ports.table.write([{ kind: 'put', item: itemOf(key, { ...counted, known, targets }) }]);
  const silence = names.map((name) => [name, ageSeconds(inbox.heard.get(name) ?? known[name], counted.at)] as const);
  const residue = residueOf(before, counted);
  ports.metrics.add({
    ...(silence.length > 0 && { SourceSilentSeconds: Math.max(...silence.map(([, seconds]) => seconds)) }),
    ...(residue !== undefined && { AuditResidue: residue }),
  });
  for (const [source, seconds] of silence) ports.log.info('source-silent', { source, seconds });
  await tellComparisons(ports, targets, counted.at);
}

function residueOf(before: EndCount | undefined, counted: EndCount): number | undefined {
  if (!before) return residueAlone(counted);
  return isApart(before, counted) ? residueBetween(before, counted) : undefined;
}

/** Those that deliver by themselves: a file comes when somebody sends it. */
function webhookSources({ settings, source }: Pick<Pipeline, 'settings' | 'source'>): readonly string[] {
  return Object.keys(settings.sources).filter((name) => source(name)?.source.authenticate);
}

function itemOf(key: Key, { known, targets, ...count }: Stored): Item {
  return { ...key, fields: { ...count, known: JSON.stringify(known), targets: JSON.stringify(targets) } };
}

function storedOf({ at, ended, sealed, known, targets = '{}' }: Fields): Stored {
  const names = { known: JSON.parse(String(known)), targets: JSON.parse(String(targets)) };
  return { at: Number(at), ended: Number(ended), sealed: Number(sealed), ...names };
}
