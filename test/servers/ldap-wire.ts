// Just enough of LDAP's encoding to stand between a client and a server (RFC 4511, 5.1; X.690 for lengths).

/** Tags of what a client asks and a server answers (RFC 4511, 4.2 to 4.12). */
export const Op = {
  bind: 0x60,
  unbind: 0x42,
  search: 0x63,
  modify: 0x66,
  add: 0x68,
  remove: 0x4a,
  rename: 0x6c,
  abandon: 0x50,
  extended: 0x77,
  entry: 0x64,
  searchDone: 0x65,
} as const;

export interface LdapMessage {
  readonly id: number;
  readonly op: number;
  /** As it came. */
  readonly raw: Buffer;
}

/** Cuts a stream into messages. */
export function messageReader(): (chunk: Buffer) => readonly LdapMessage[] {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const messages: LdapMessage[] = [];
    for (;;) {
      const outer = elementAt(rest, 0);
      if (!outer || rest.length < outer.end) return messages;
      messages.push(messageOf(Buffer.from(rest.subarray(0, outer.end))));
      rest = rest.subarray(outer.end);
    }
  };
}

/** The answer to a request with this code and nothing else. */
export function answer(request: LdapMessage, code: number): Buffer {
  const tag = request.op === Op.search ? Op.searchDone : RESULTS[request.op];
  if (tag === undefined) throw new Error(`a request of kind ${request.op} has no answer`);
  return message(request.id, element(tag, Buffer.from([0x0a, 1, code, 0x04, 0, 0x04, 0])));
}

/** A message that begins as an answer to this request and breaks off in the middle of it. */
export function brokenOff(request: LdapMessage): Buffer {
  return message(request.id, element(request.op === Op.search ? Op.searchDone : 0x61, Buffer.from([0x0a, 9])));
}

/** The same message as the answer to another request. */
export function withId({ raw }: LdapMessage, id: number): Buffer {
  const outer = elementAt(raw, 0);
  const before = outer && elementAt(raw, outer.start);
  if (!before) throw new Error('no message');
  return message(id, raw.subarray(before.end));
}

const RESULTS: Readonly<Record<number, number>> = {
  [Op.bind]: 0x61,
  [Op.modify]: 0x67,
  [Op.add]: 0x69,
  [Op.remove]: 0x6b,
  [Op.rename]: 0x6d,
  [Op.extended]: 0x78,
};

function message(id: number, body: Buffer): Buffer {
  const number = Buffer.alloc(4);
  number.writeInt32BE(id);
  return element(0x30, Buffer.concat([element(0x02, number), body]));
}

function element(tag: number, body: Buffer): Buffer {
  const length = Buffer.alloc(5);
  length[0] = 0x84;
  length.writeUInt32BE(body.length, 1);
  return Buffer.concat([Buffer.from([tag]), length, body]);
}

function messageOf(raw: Buffer): LdapMessage {
  const outer = elementAt(raw, 0);
  const id = outer && elementAt(raw, outer.start);
  if (!id) throw new Error('no message');
  return { id: raw.readIntBE(id.start, id.end - id.start), op: raw[id.end] ?? 0, raw };
}

function elementAt(data: Buffer, at: number): { readonly start: number; readonly end: number } | undefined {
  const first = data[at + 1];
  if (first === undefined) return undefined;
  if (first < 0x80) return { start: at + 2, end: at + 2 + first };
  const bytes = first - 0x80;
  if (data.length < at + 2 + bytes) return undefined;
  const start = at + 2 + bytes;
  return { start, end: start + data.readUIntBE(at + 2, bytes) };
}
