// Just enough of PostgreSQL's wire protocol to stand between a client and a server (postgresql.org/docs/18/protocol.html).

export interface Message {
  /** One letter; empty for the very first message of a client, which has none. */
  readonly type: string;
  readonly body: Buffer;
}

/** Cuts a stream into messages. `untyped` for a client's stream: its first message has no type. */
export function messageReader(options: { readonly untyped: boolean }): (chunk: Buffer) => readonly Message[] {
  let rest = Buffer.alloc(0);
  let untyped = options.untyped;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const messages: Message[] = [];
    for (;;) {
      const head = untyped ? 0 : 1;
      if (rest.length < head + 4) return messages;
      const end = head + rest.readUInt32BE(head);
      if (rest.length < end) return messages;
      messages.push({ type: rest.toString('latin1', 0, head), body: Buffer.from(rest.subarray(head + 4, end)) });
      rest = rest.subarray(end);
      untyped = false;
    }
  };
}

export function encode({ type, body }: Message): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type, 'latin1'), length, body]);
}

/** The SQL text of Query and Parse; undefined for all other messages. */
export function sqlOf({ type, body }: Message): string | undefined {
  if (type === 'Q') return body.toString('utf8', 0, body.indexOf(0));
  if (type !== 'P') return undefined;
  const start = body.indexOf(0) + 1;
  return body.toString('utf8', start, body.indexOf(0, start));
}

export const query = (sql: string): Message => ({ type: 'Q', body: Buffer.from(`${sql}\0`) });

export function errorMessage(severity: 'ERROR' | 'FATAL', code: string): Message {
  return { type: 'E', body: Buffer.from(`S${severity}\0V${severity}\0C${code}\0Mplanted\0\0`) };
}

export const ready: Message = { type: 'Z', body: Buffer.from('I') };

/** The columns of a DataRow, as text. */
export function columnsOf(row: Message): (string | null)[] {
  const columns: (string | null)[] = [];
  for (let n = 0, at = 2; n < row.body.readUInt16BE(0); n += 1) {
    const length = row.body.readInt32BE(at);
    at += 4;
    columns.push(length < 0 ? null : row.body.toString('utf8', at, at + length));
    at += Math.max(length, 0);
  }
  return columns;
}

export function dataRow(columns: readonly (string | null)[]): Message {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(columns.length);
  const cells = columns.map((text) => {
    const value = Buffer.from(text ?? '');
    const length = Buffer.alloc(4);
    length.writeInt32BE(text === null ? -1 : value.length);
    return Buffer.concat([length, value]);
  });
  return { type: 'D', body: Buffer.concat([head, ...cells]) };
}
