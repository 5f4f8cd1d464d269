// What an operator's command is given and answers; each noun has its table of commands.
import type { Archive, Sha256, Signer } from '../../ports/audit.ts';
import type { RotatePorts } from '../rotation-course.ts';
import type { Door } from './principal.ts';

export interface OperatorPorts extends RotatePorts, Door {
  readonly signer: Signer;
  readonly archive: Archive;
  readonly sha256: Sha256;
}

export interface Asked {
  readonly ports: OperatorPorts;
  readonly actor: string;
  /** The digest of the actor's token. */
  readonly caller: string;
  /** The path as it was typed. */
  readonly words: readonly string[];
  /** What of it names something of ours, plans by their whole hash. */
  readonly known: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Uint8Array;
}

export type Answer =
  | { readonly json: unknown }
  | { readonly text: string }
  | { readonly missing: string }
  | { readonly refused: string };

/** By method and first word: `GET person`. */
export type Commands = { readonly [name: string]: (asked: Asked) => Promise<Answer> };

/** The value, or 404 with what is missing. */
export function found(value: unknown, missing: string): Answer {
  return value === undefined ? { missing } : { json: value };
}
