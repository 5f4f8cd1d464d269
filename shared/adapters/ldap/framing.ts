// Sees to it that what comes in is LDAP at all: ldapts waits for ever for the rest of something that is none.
import type { Socket } from 'node:net';

/** An LDAPMessage is a SEQUENCE of definite length (RFC 4511, 4.1.1 and 5.1). */
const SEQUENCE = 0x30;
const LARGEST_MESSAGE = 16 * 1024 * 1024;
const LONGEST_HEAD = 6;

/** Calls `spoilt` once, at the first message that cannot be one, or is too large to be believed. */
export function watchFraming(socket: Socket, spoilt: () => void): void {
  let head = Buffer.alloc(0);
  let bodyLeft = 0;
  const read = (chunk: Buffer): void => {
    for (let at = 0; at < chunk.length; ) {
      const skipped = Math.min(bodyLeft, chunk.length - at);
      bodyLeft -= skipped;
      at += skipped;
      if (at === chunk.length) return;
      head = Buffer.concat([head, chunk.subarray(at, at + 1)]);
      at += 1;
      const length = lengthOf(head);
      if (length === 'more') continue;
      if (length === 'wrong') {
        socket.off('data', read);
        spoilt();
        return;
      }
      bodyLeft = length;
      head = Buffer.alloc(0);
    }
  };
  socket.on('data', read);
}

/** The length that the first bytes of a message tell; `more` while they are not all there. */
function lengthOf(head: Buffer): number | 'more' | 'wrong' {
  if (head[0] !== SEQUENCE || head.length > LONGEST_HEAD) return 'wrong';
  const first = head[1];
  if (first === undefined) return 'more';
  if (first < 0x80) return first;
  const bytes = first - 0x80;
  if (bytes === 0 || bytes > LONGEST_HEAD - 2) return 'wrong';
  if (head.length < 2 + bytes) return 'more';
  const length = head.readUIntBE(2, bytes);
  return length > LARGEST_MESSAGE ? 'wrong' : length;
}
