// What an operator's command is given and answers; each noun has its table of commands.
import { mayCommand, type StoredOperator } from '../../model/operator.ts';
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

/** `reads` is open to every operator; whatever says anything else only to those who may command. */
export interface Declared {
  readonly effect: 'reads' | 'changes';
  readonly run: (asked: Asked) => Promise<Answer>;
}

/** Whether this operator may: what is not declared to read is taken to change. */
export function isOpenTo({ effect }: Partial<Declared>, operator: Pick<StoredOperator, 'role'>): boolean {
  return effect === 'reads' || mayCommand(operator);
}

/** By method and first word: `GET person`. */
export type Commands = { readonly [name: string]: Declared };

/**
 * A command that changes nothing, but for the row in the log that says who asked. What the sweep would find in its next minute too,
 * such as that a plan has expired, may be noted by it.
 */
export function reads(run: Declared['run']): Declared {
  return { effect: 'reads', run };
}

/** A command that may change something: for operators who may command. */
export function changes(run: Declared['run']): Declared {
  return { effect: 'changes', run };
}

/** The value, or 404 with what is missing. */
export function found(value: unknown, missing: string): Answer {
  return value === undefined ? { missing } : { json: value };
}
