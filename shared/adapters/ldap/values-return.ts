// Asks for those values of an attribute alone that match: the "valuesReturnFilter" control, which ldapts does not have.
import { Ber, BerWriter, Control, type Filter } from 'ldapts';

/** RFC 3876, section 2. Critical: a server without it refuses, rather than send whole groups. */
export class ValuesReturnControl extends Control {
  readonly #filters: readonly Filter[];
  constructor(filters: readonly Filter[]) {
    super('1.2.826.0.1.3344810.2.3', { critical: true });
    this.#filters = filters;
  }
  protected override writeControl(writer: BerWriter): void {
    const value = new BerWriter();
    value.startSequence();
    for (const filter of this.#filters) filter.write(value);
    value.endSequence();
    writer.writeBuffer(value.buffer, Ber.OctetString);
  }
}
