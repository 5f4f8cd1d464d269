// Lets through whole, well-formed LDAP messages alone: ldapts waits for ever for the rest of what is none, and loops on lengths that lie.
import type { Socket } from 'node:net';
import { isMessage } from './grammar.ts';

/** An LDAPMessage is a SEQUENCE of definite length (RFC 4511, 4.1.1 and 5.1). */
const SEQUENCE = 0x30;
const LARGEST_MESSAGE = 16 * 1024 * 1024;
const MOST_LENGTH_BYTES = 4;

/** From now on listeners for data get message by message; `spoilt` is called once instead of handing on what is no message. */
export function onlyMessages(socket: Socket, spoilt: () => void): void {
  const on = socket.on.bind(socket);
  const listen = (event: string, listener: (...heard: unknown[]) => void): Socket =>
    on(event, event === 'data' ? (messagesFor(listener, spoilt) as typeof listener) : listener);
  Object.assign(socket, { on: listen });
}

/** Cuts a stream into messages. */
export function messagesFor(listener: (message: Buffer) => void, spoilt: () => void): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let have = 0;
  let need = 2;
  let isSpoilt = false;
  return (chunk) => {
    if (isSpoilt) return;
    parts.push(chunk);
    have += chunk.length;
    while (have >= need) {
      const data = (parts.length === 1 && parts[0]) || Buffer.concat(parts);
      const size = sizeOf(data);
      const isWhole = size?.known === true && have >= size.bytes;
      if (!size || (isWhole && !isMessage(data.subarray(0, size.bytes)))) {
        isSpoilt = true;
        spoilt();
        return;
      }
      if (isWhole) listener(data.subarray(0, size.bytes));
      parts = [isWhole ? data.subarray(size.bytes) : data];
      have = parts[0]?.length ?? 0;
      need = isWhole ? 2 : size.bytes;
    }
  };
}

/** Bytes of the message that begins here, or of its head while that is not all there; undefined for no message. */
function sizeOf(data: Buffer): { readonly bytes: number; readonly known: boolean } | undefined {
  const first = data[1] ?? 0;
  if (data[0] !== SEQUENCE) return undefined;
  if (first < 0x80) return { bytes: 2 + first, known: true };
  const lengthBytes = first - 0x80;
  if (lengthBytes === 0 || lengthBytes > MOST_LENGTH_BYTES) return undefined;
  if (data.length < 2 + lengthBytes) return { bytes: 2 + lengthBytes, known: false };
  const length = data.readUIntBE(2, lengthBytes);
  return length > LARGEST_MESSAGE ? undefined : { bytes: 2 + lengthBytes + length, known: true };
}
