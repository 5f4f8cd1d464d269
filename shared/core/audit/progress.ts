// How far an examination of an exported log has come: what is due next, and the little that must be remembered.
import type { AuditRow } from '../../model/audit.ts';
import type { AuditHead } from '../../model/audit-head.ts';
import type { Sha256 } from '../../ports/audit.ts';
import { startTally, type Tally } from './conservation.ts';
import type { FileLost, LeafList } from './file-lines.ts';
import { emptyFrontier, type Frontier } from './merkle.ts';

/** A key that may have signed heads; `isValid` tells whether `signature` over `bytes` was made with it. */
export interface PublicKey {
  readonly keyId: string;
  /** PEM, SubjectPublicKeyInfo. */
  readonly publicKey: string;
  readonly isValid: (bytes: Uint8Array, signature: Uint8Array) => boolean;
}

export interface ExaminePorts {
  readonly sha256: Sha256;
  /** Makes a key of its PEM text; undefined when it is none. */
  readonly keyOf: (publicKey: string) => PublicKey | undefined;
  /** The keys that the auditor trusts. With none, the file's own are used, which proves nothing against a forger. */
  readonly trusted: readonly PublicKey[];
  /** A head that the auditor holds from elsewhere: the file must contain it. */
  readonly expected?: { readonly number: number; readonly hash: string };
}

/** What a restore took out of the log, as head `head` says. */
export interface Restore {
  readonly head: number;
  /** When that head was sealed. */
  readonly at: string;
  /** `rows` counts what these heads covered; what the tables still had of it stands again under later ones. */
  readonly lost: { readonly from: number; readonly to: number; readonly rows: number };
}

/** Changes with every line; one examination owns it. */
export interface Progress {
  readonly ports: ExaminePorts;
  readonly tally: Tally;
  /** Last number by tenant, noun and id. */
  readonly numbers: Map<string, number>;
  line: number;
  due: 'header' | 'head' | 'leaves' | 'row' | 'nothing';
  keys: readonly PublicKey[];
  tenant: string | undefined;
  frontier: Frontier;
  head: AuditHead | undefined;
  headLine: number;
  /** The last head whose rows are in the file: another one than `head` only among heads that a restore lost. */
  kept: AuditHead | undefined;
  /** Heads that are announced as lost, until a head says so. */
  lost: FileLost['lost'] | undefined;
  readonly restores: Restore[];
  /** Leaves of the present head; `at` is the one whose row is due. */
  list: LeafList;
  listLine: number;
  at: number;
  /** Rows of the present head by tenant. */
  tenants: Map<string, number>;
  /** The last row, as long as its personal part may follow. */
  row: AuditRow | undefined;
  rows: number;
  revealed: number;
}

/** Nothing read yet. */
export function startProgress(ports: ExaminePorts): Progress {
  return {
    ports,
    tally: startTally(),
    numbers: new Map(),
    line: 0,
    due: 'header',
    keys: ports.trusted,
    tenant: undefined,
    frontier: emptyFrontier,
    head: undefined,
    headLine: 0,
    kept: undefined,
    lost: undefined,
    restores: [],
    list: [],
    listLine: 0,
    at: 0,
    tenants: new Map(),
    row: undefined,
    rows: 0,
    revealed: 0,
  };
}
