// Exports the audit log as one file that can be checked offline: sealed heads from the archive, their rows from the table.
import { canonical } from '../core/audit/bytes.ts';
import { type FileEnd, type FileHeader, FileLost, LeafList, type RevealedLine } from '../core/audit/file-lines.ts';
import { auditKey, auditRowOf, auditText, rowNameOf } from '../core/audit/row.ts';
import { stateOf } from '../core/audit/seal-state.ts';
import type { AuditRow } from '../model/audit.ts';
import { SignedHead } from '../model/audit-head.ts';
import type { Archive, Signer } from '../ports/audit.ts';
import type { Item, Key, Table } from '../ports/table.ts';
import type { Vault } from '../ports/vault.ts';
import { leavesKey, stateKey } from './seal-commit.ts';
import { itemsOf } from './seal-gather.ts';
import { lostKey } from './seal-resume.ts';

export interface ExportPorts {
  readonly table: Table;
  readonly archive: Archive;
  /** The first key of all: the others stand in the heads. */
  readonly keys: readonly Pick<Signer, 'keyId' | 'publicKey'>[];
  readonly vault: Vault;
}

export interface ExportWish {
  /** Only this tenant's rows; of all others the leaf hash alone. */
  readonly tenant?: string;
  /** Personal parts in clear, but of those whose key was erased. */
  readonly reveal?: boolean;
}

const rowsAtOnce = 250;

/** The first key that signed this log: `signer` until it was replaced. */
export async function firstKeyOf({
  table,
  signer,
}: {
  readonly table: Table;
  readonly signer: Pick<Signer, 'keyId' | 'publicKey'>;
}): Promise<Pick<Signer, 'keyId' | 'publicKey'>> {
  const item = await table.get(stateKey);
  return (item && stateOf(item.fields).firstKey) ?? signer;
}

/**
 * The lines of the file, each without its line feed. Covers what is sealed and archived. A row that is missing in the table
 * is left out, an altered one is exported as it is: to say so is the check's work.
 */
export const auditExport = (ports: ExportPorts) =>
  async function* (wish: ExportWish = {}): AsyncGenerator<string> {
    const { tenant } = wish;
    const keys = ports.keys.map(({ keyId, publicKey }) => ({ keyId, publicKey }));
    yield canonical({ format: 'frontdesk-audit-1', keys, tenant } satisfies { [field in keyof FileHeader]: unknown });
    const lost = await lostIn(ports.table);
    const end = { heads: 0, rows: 0 };
    for (let size = 0; ; end.heads += 1) {
      const line = await ports.archive.read(end.heads + 1);
      if (line === undefined) break;
      const { head } = SignedHead.parse(JSON.parse(line));
      const begun = lost.find(({ from }) => from === head.number);
      if (begun) yield canonical({ lost: begun } satisfies FileLost);
      yield line;
      if (lost.some(({ from, to }) => from <= head.number && head.number <= to)) continue;
      if (head.size > size) end.rows += yield* leavesOf(ports, wish, head.number);
      size = head.size;
    }
    yield canonical({ end } satisfies FileEnd);
  };

/** Heads whose rows a restore lost. */
async function lostIn(table: Table): Promise<readonly FileLost['lost'][]> {
  const ranges: FileLost['lost'][] = [];
  for await (const { fields } of itemsOf(table, lostKey(0))) ranges.push(FileLost.shape.lost.parse(fields));
  return ranges;
}

/** The list of a head's leaves and their rows; returns how many rows. */
async function* leavesOf(ports: ExportPorts, wish: ExportWish, number: number): AsyncGenerator<string, number> {
  const item = await ports.table.get(leavesKey(number));
  if (item === undefined) return 0;
  const list = LeafList.parse(JSON.parse(String(item.fields.list))).map(([id, hash]): readonly [string, string] => [
    isWanted(wish, id) ? id : '',
    hash,
  ]);
  yield canonical(list);
  const keys = list.flatMap(([id]) => keyOf(id));
  let rows = 0;
  for (let from = 0; from < keys.length; from += rowsAtOnce)
    for (const row of await ports.table.getMany(keys.slice(from, from + rowsAtOnce))) {
      yield auditText(row);
      rows += 1;
      if (wish.reveal) yield* revealed(ports.vault, row);
    }
  return rows;
}

function isWanted({ tenant }: ExportWish, rowId: string): boolean {
  return tenant === undefined || rowNameOf(rowId)?.tenant === tenant;
}

function keyOf(rowId: string): readonly Key[] {
  const name = rowNameOf(rowId);
  return name === undefined ? [] : [auditKey(name)];
}

/** The personal part of a row as it was sealed, if its person was not erased and the row committed to it. */
async function* revealed(vault: Vault, item: Item): AsyncGenerator<string> {
  const row = readable(item);
  if (row?.sealed === undefined || row.commitment === undefined) return;
  try {
    const text = await vault.open(row.tenant, `person:${row.id}`, row.sealed);
    if (text !== undefined) yield canonical({ revealed: text } satisfies RevealedLine);
  } catch {
    // Altered: the row itself is in the file, and the check names it.
  }
}

function readable(item: Item): AuditRow | undefined {
  try {
    return auditRowOf(item);
  } catch {
    return undefined;
  }
}
