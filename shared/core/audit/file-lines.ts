// The exported file, line by line: header; then each head, the list of its leaves and their rows; then the end.
import * as z from 'zod';
import { canonical } from './bytes.ts';

const natural = z.number().int().nonnegative();

/** The first line. The keys are there to be compared with the auditor's, never to be trusted. */
export const FileHeader = z.strictObject({
  format: z.literal('frontdesk-audit-1'),
  keys: z.array(z.strictObject({ keyId: z.string(), publicKey: z.string() })),
  /** Only the rows of this tenant are in the file; of all others there is the leaf hash alone. */
  tenant: z.string().optional(),
});
export type FileHeader = z.infer<typeof FileHeader>;

/** Row id and leaf hash of each leaf of one head; the id is empty where the row is withheld. */
export const LeafList = z.array(z.tuple([z.string(), z.string().regex(/^[0-9a-f]{64}$/)]));
export type LeafList = z.infer<typeof LeafList>;

/** After a row: what its `sealed` holds, as it was sealed. */
export const RevealedLine = z.strictObject({ revealed: z.string() });
export type RevealedLine = z.infer<typeof RevealedLine>;

/** Before head `from`: in a restore the rows of these heads were lost. A head must say so, right after them. */
export const FileLost = z.strictObject({ lost: z.strictObject({ from: natural, to: natural }) });
export type FileLost = z.infer<typeof FileLost>;

/** The last line: a file without it was cut short. */
export const FileEnd = z.strictObject({ end: z.strictObject({ heads: natural, rows: natural }) });
export type FileEnd = z.infer<typeof FileEnd>;

/** The value of a line, if it is spelt in the one canonical way and has this shape. */
export function lineOf<T>(shape: z.ZodType<T>, text: string): T | undefined {
  try {
    const value = shape.parse(JSON.parse(text));
    return canonical(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}
