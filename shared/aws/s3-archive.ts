// The write-once store of sealed heads in the cloud: an object a head, in a bucket whose Object Lock forbids changing it.
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type Archive, ArchiveRefused } from '../ports/audit.ts';

export interface S3ArchiveParts {
  readonly client: S3Client;
  readonly bucket: string;
}

/**
 * Writes with `If-None-Match: *` (Amazon S3 User Guide, "Conditional writes"), so that two writers cannot both succeed. Reading
 * needs `s3:ListBucket` too: without it S3 answers 403 for what is not there, and absence would be a guess.
 */
export function s3Archive(parts: S3ArchiveParts): Archive {
  /** The newest head that this process has seen in the bucket. */
  let seen = 0;
  return {
    async append(number, text) {
      if (number > seen + 1 && number > 1 && (await read(parts, number - 1)) === undefined)
        throw new ArchiveRefused('gap', number);
      if (!(await write(parts, number, text))) {
        const there = await read(parts, number);
        if (there !== text) throw new ArchiveRefused('occupied', number);
      }
      seen = Math.max(seen, number);
    },
    read: (number) => read(parts, number),
  };
}

/** False when a head of this number is there. A retry of the SDK may meet its own first effect: the text decides then. */
async function write({ client, bucket }: S3ArchiveParts, number: number, text: string): Promise<boolean> {
  try {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: keyOf(number),
        Body: text,
        ContentType: 'application/json',
        IfNoneMatch: '*',
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'PreconditionFailed') return false;
    throw error;
  }
}

async function read({ client, bucket }: S3ArchiveParts, number: number): Promise<string | undefined> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: keyOf(number) }));
    return await Body?.transformToString('utf-8');
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
}

/** Listed in order of their numbers. */
function keyOf(number: number): string {
  return `heads/${String(number).padStart(12, '0')}.json`;
}
