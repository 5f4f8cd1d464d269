// A small house for tests of the audit log: a table, a sealer and its archive under a clock that the test moves.
import { createHash, createPrivateKey } from 'node:crypto';
import { sha256, signerOf } from '../../infra/local/signer.ts';
import { type AuditCheck, auditCheck } from '../../operator/audit-check.ts';
import { auditItem } from '../../shared/core/audit/row.ts';
import type { AuditRow } from '../../shared/model/audit.ts';
import type { Signer } from '../../shared/ports/audit.ts';
import type { Clock, Log } from '../../shared/ports/runtime.ts';
import type { Vault } from '../../shared/ports/vault.ts';
import { auditExport, type ExportWish, firstKeyOf } from '../../shared/steps/audit-export.ts';
import { type SealLimits, seal } from '../../shared/steps/seal.ts';
import { memoryTable, type TableHooks } from '../memory/memory-table.ts';
import { type MemoryArchive, memoryArchive } from './memory-archive.ts';

export const start = Date.parse('2026-11-21T10:00:00.000Z');

/** The same key in every run, so that a failing test fails the same way again. */
export function aSigner(seed = 'frontdesk') {
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
  const der = Buffer.concat([prefix, createHash('sha256').update(seed).digest()]);
  return signerOf(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
}

const silent: Log = { info() {}, warn() {}, error() {} };

const noVault: Vault = {
  seal: () => Promise.reject(new Error('no vault here')),
  open: () => Promise.reject(new Error('no vault here')),
  erase: () => Promise.reject(new Error('no vault here')),
};

export interface AuditHouseOptions {
  readonly hooks?: TableHooks;
  readonly limits?: SealLimits;
  readonly log?: Log;
  readonly vault?: Vault;
  readonly signer?: Signer;
  readonly archive?: MemoryArchive;
}

export type AuditHouse = ReturnType<typeof anAuditHouse>;

/** An empty house. `write` commits rows as the steps do: new, or not at all. */
export function anAuditHouse(options: AuditHouseOptions = {}) {
  const time = { now: start };
  const clock: Clock = {
    now: () => time.now,
    sleep: () => Promise.resolve(),
    deadline: () => new AbortController().signal,
  };
  const table = memoryTable({ clock, ...(options.hooks && { hooks: options.hooks }) });
  const archive = options.archive ?? memoryArchive();
  const signer = options.signer ?? aSigner();
  const ports = { table, clock, archive, signer, sha256, log: options.log ?? silent };
  return {
    ...ports,
    ports,
    time,
    seal: seal(ports, options.limits),
    async write(...rows: readonly AuditRow[]) {
      await table.write(rows.map((row) => ({ kind: 'put', item: auditItem(row), when: { kind: 'absent' } })));
    },
    /** The exported file, as one text. */
    async file(wish: ExportWish = {}) {
      let text = '';
      const keys = [await firstKeyOf({ table, signer })];
      const exported = auditExport({ table, archive, keys, vault: options.vault ?? noVault });
      for await (const line of exported(wish)) text += `${line}\n`;
      return text;
    },
    check: (text: string | Buffer, more: Partial<AuditCheck> = {}) =>
      auditCheck({ file: slices(Buffer.from(text)), publicKeys: [signer.publicKey], ...more }),
  };
}

/** The bytes in slices of an odd size, as a file system may give them. */
async function* slices(bytes: Buffer, size = 4099): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

/** A row that decides one event and one operation of a person; what matters is overridden. */
export function aRow(row: Partial<AuditRow> & { id: string; number: number }): AuditRow {
  const { id, number } = row;
  return {
    tenant: 'acme',
    noun: 'person',
    at: new Date(start + number * 1000).toISOString(),
    actor: 'system',
    act: 'decided',
    revision: number,
    policy: 'f3a9',
    events: [{ id: `bamboohr/${id}-${number}`, end: 'folded' }],
    wished: ['postgres'],
    operations: [{ target: 'postgres', revision: number, end: 'applied' }],
    ...row,
  };
}
