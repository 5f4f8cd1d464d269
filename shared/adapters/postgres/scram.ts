// A password as PostgreSQL stores it, made here so that the clear text never reaches the server or its log.
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** PostgreSQL's default (postgresql.org/docs/18/runtime-config-connection.html, scram_iterations). */
const ITERATIONS = 4096;

/** 192 bits, in characters that need no SASLprep and no quoting in a connection string. */
export function makePassword(): string {
  return randomBytes(24).toString('base64url');
}

/** RFC 5803 as PostgreSQL writes it: `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>` (RFC 5802, section 3). */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const keyed = (label: string): Buffer => createHmac('sha256', salted).update(label).digest();
  const stored = createHash('sha256').update(keyed('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${stored}:${keyed('Server Key').toString('base64')}`;
}
