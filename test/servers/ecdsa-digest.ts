// ECDSA P-256 over a digest that is given: Node signs messages only, and KMS takes digests (SEC 1, section 4.1.3).
import { createECDH, type KeyObject, randomBytes } from 'node:crypto';

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The signature in DER. */
export function signDigest(digest: Uint8Array, privateKey: KeyObject): Buffer {
  const secret = numberOf(Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url'));
  const once = createECDH('prime256v1');
  const k = (numberOf(randomBytes(32)) % (ORDER - 1n)) + 1n;
  once.setPrivateKey(bytesOf(k, 32));
  const r = numberOf(once.getPublicKey().subarray(1, 33)) % ORDER;
  const s = (inverse(k) * (numberOf(digest) + r * secret)) % ORDER;
  const body = Buffer.concat([r, s].map(integer));
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

/** By Fermat: the order is prime. */
function inverse(value: bigint): bigint {
  let [base, exponent, result] = [value % ORDER, ORDER - 2n, 1n];
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % ORDER;
    base = (base * base) % ORDER;
  }
  return result;
}

/** A DER INTEGER: no needless zeros, and never negative. */
function integer(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  const positive = (bytes[0] ?? 0) > 127 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return Buffer.concat([Buffer.from([2, positive.length]), positive]);
}

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);
}

function bytesOf(value: bigint, length: number): Buffer {
  return Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex');
}
