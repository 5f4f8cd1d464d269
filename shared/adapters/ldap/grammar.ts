// Whether the parts of a message lie within each other as RFC 4511 says, so that whoever reads it comes to its end.

/** What an element holds: parts of these shapes, in any number; nothing that is looked into. */
interface Shape {
  readonly [tag: number]: Shape | 'value';
}

const Values: Shape = { 4: 'value' };
/** LDAPResult and what responses add to it (4.1.9, 4.2.2, 4.12). */
const Result: Shape = { 10: 'value', 4: 'value', 163: Values, 135: 'value', 138: 'value', 139: 'value' };
/** PartialAttribute (4.1.7). */
const Attribute: Shape = { 4: 'value', 49: Values };
const Control: Shape = { 4: 'value', 1: 'value' };

/** LDAPMessage with the operations that a server answers (4.1.1, 4.2 to 4.12). */
const Message: Shape = {
  2: 'value',
  100: { 4: 'value', 48: { 48: Attribute } },
  115: Values,
  160: { 48: Control },
  ...Object.fromEntries([0x61, 0x65, 0x67, 0x69, 0x6b, 0x6d, 0x6f, 0x78].map((tag) => [tag, Result])),
};

/** One message, whole. */
export function isMessage(data: Buffer): boolean {
  return fits(data, { 48: Message });
}

function fits(data: Buffer, shape: Shape): boolean {
  for (let at = 0; at < data.length; ) {
    const inner = shape[data[at] ?? -1];
    const body = bodyAt(data, at + 1);
    if (!inner || !body) return false;
    if (inner !== 'value' && !fits(body, inner)) return false;
    at = body.byteOffset - data.byteOffset + body.length;
  }
  return true;
}

/** What the length at this place covers; undefined when that is more than there is, or of no definite length. */
function bodyAt(data: Buffer, at: number): Buffer | undefined {
  const first = data[at];
  if (first === undefined) return undefined;
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  const start = at + 1 + lengthBytes;
  if (first === 0x80 || lengthBytes > 4 || start > data.length) return undefined;
  const length = lengthBytes === 0 ? first : data.readUIntBE(at + 1, lengthBytes);
  return start + length > data.length ? undefined : data.subarray(start, start + length);
}
