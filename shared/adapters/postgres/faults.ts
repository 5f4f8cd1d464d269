// What PostgreSQL's error codes mean to Frontdesk (postgresql.org/docs/18/errcodes-appendix.html). Text is never parsed.
import pg from 'pg';
import * as z from 'zod';
import type { Fault } from '../../model/fault.ts';

/** Whether the transaction's COMMIT may have reached the server when the call failed. */
export type Phase = 'before-commit' | 'commit-sent';

/** Codes whose class alone does not tell; looked up before the class. */
const BY_CODE: Readonly<Record<string, PlainKind>> = {
  '25006': 'unavailable', // read only: a standby, or a failover under way
  '3D000': 'denied', // no such database: the target is set up wrongly
  '42501': 'denied',
  '42710': 'conflict',
  '23505': 'conflict', // two CREATE ROLE at once: the loser meets the unique index
  '42704': 'invalid',
  '42602': 'invalid',
  '42622': 'invalid',
  '42939': 'invalid', // reserved name
  '53300': 'throttled',
};

const BY_CLASS: Readonly<Record<string, PlainKind>> = {
  '08': 'unavailable',
  '0A': 'unsupported',
  '0L': 'denied',
  '22': 'invalid',
  '25': 'unavailable', // idle in transaction for too long
  '28': 'denied',
  '40': 'unavailable', // deadlock, serialization: rolled back
  '53': 'unavailable',
  '55': 'unavailable', // a lock was not to be had in time
  '57': 'unavailable', // cancelled, shutting down, starting up
  '58': 'unavailable',
  XX: 'unavailable',
};

/** The connection dies with these, so what COMMIT did stays unknown. */
const ENDS_CONNECTION = /^(08|57P|25P03|58|XX)/;

/**
 * The fault of a thrown value. An error without an SQLSTATE is the network's or the protocol's: before COMMIT nothing
 * happened, because the server rolls back what it was not told to commit.
 */
export function toFault(error: unknown, phase: Phase): Fault {
  const code = sqlState(error);
  if (phase === 'commit-sent' && (code === undefined || ENDS_CONNECTION.test(code))) {
    return { kind: 'unknownOutcome', detail: code ? `SQLSTATE ${code}` : 'connection lost at COMMIT' };
  }
  if (code !== undefined) {
    return plainFault(BY_CODE[code] ?? BY_CLASS[code.slice(0, 2)] ?? 'contractBreach', `SQLSTATE ${code}`);
  }
  if (isNonsense(error)) return { kind: 'contractBreach', detail: 'the answer is not what PostgreSQL says' };
  return { kind: 'unavailable', detail: systemCode(error) };
}

/** The five characters, or undefined when the server did not answer. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError && /^[0-9A-Z]{5}$/.test(error.code ?? '') ? error.code : undefined;
}

/** Whether the connection is gone, by the server's farewell or without one. */
export function isConnectionLoss(error: unknown): boolean {
  const code = sqlState(error);
  return code === undefined ? !isNonsense(error) : /^(08|57P|25P03)/.test(code);
}

/** A message that is none of the protocol's (pg gives it no code), or rows of another shape. */
function isNonsense(error: unknown): boolean {
  const unframed = error instanceof pg.DatabaseError && sqlState(error) === undefined;
  const kinds = [z.ZodError, SyntaxError, TypeError, RangeError];
  return unframed || kinds.some((kind) => error instanceof kind);
}

type PlainKind = Exclude<Fault['kind'], 'alreadyExists' | 'partial'>;

function plainFault(kind: PlainKind, detail: string): Fault {
  return { kind, detail };
}

/** ECONNREFUSED and the like; never the message, which may hold a name. */
function systemCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^[A-Z_]{3,60}$/.test(code) ? code : 'no answer';
}
