import { createPublicKey, verify } from 'node:crypto';
import { appendFile, chmod, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import { fileArchive } from '../../infra/local/archive.ts';
import { fileSigner } from '../../infra/local/signer.ts';
import { publicKeyOf } from '../../operator/audit-check.ts';
import { s3Archive } from '../../shared/aws/s3-archive.ts';
import { type Archive, ArchiveRefused } from '../../shared/ports/audit.ts';
import { startS3Fake } from '../servers/s3-fake.ts';
import { memoryArchive } from './memory-archive.ts';

const aFolder = () => mkdtemp(join(tmpdir(), 'frontdesk-archive-'));

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const archive of opened.splice(0)) await archive.close();
});

async function anArchive(path: string) {
  const archive = await fileArchive(path);
  opened.push(archive);
  return archive;
}

async function inS3() {
  const server = await startS3Fake();
  opened.push({ close: server.stop });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new S3Client({ endpoint: server.url, region: 'us-east-1', credentials });
  return { server, archive: s3Archive({ client, bucket: 'heads' }) };
}

const archives: readonly [string, () => Promise<Archive>][] = [
  ['in memory', async () => memoryArchive()],
  ['in a file', async () => anArchive(join(await aFolder(), 'heads.jsonl'))],
  ['in S3', async () => (await inS3()).archive],
];

describe.each(archives)('an archive %s', (_, open) => {
  it('gives back what was written', async () => {
    const archive = await open();
    await archive.append(1, 'one');
    await archive.append(2, 'zwei – 二');
    expect([await archive.read(1), await archive.read(2)]).toEqual(['one', 'zwei – 二']);
  });

  it('has nothing where nothing was written', async () => {
    expect(await (await open()).read(1)).toBeUndefined();
  });

  it('takes the same head again, as after a lost reply', async () => {
    const archive = await open();
    await archive.append(1, 'one');
    await archive.append(1, 'one');
    await archive.append(2, 'two');
    expect(await archive.read(1)).toBe('one');
  });

  it('never writes over a head', async () => {
    const archive = await open();
    await archive.append(1, 'one');
    await expect(archive.append(1, 'another')).rejects.toThrow(ArchiveRefused);
    expect(await archive.read(1)).toBe('one');
  });

  it('leaves no head out', async () => {
    await expect((await open()).append(2, 'two')).rejects.toMatchObject({ reason: 'gap', number: 2 });
  });

  it('keeps to one text when several write at once', async () => {
    const archive = await open();
    const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd'].map((text) => archive.append(1, text)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('the archive in S3', () => {
  it('takes a head whose reply was lost for written, not for somebody else', async () => {
    const { server, archive } = await inS3();
    server.loseNextReply();
    await archive.append(1, 'one');
    expect([...server.objects]).toEqual([['/heads/heads/000000000001.json', 'one']]);
  });

  it('sees what another sealer wrote', async () => {
    const { server, archive } = await inS3();
    server.objects.set('/heads/heads/000000000001.json', 'one');
    await archive.append(2, 'two');
    expect(await archive.read(1)).toBe('one');
  });
});

describe('the archive file', () => {
  it('survives a restart, and what others append is seen', async () => {
    const path = join(await aFolder(), 'heads.jsonl');
    const [first, second] = [await anArchive(path), await anArchive(path)];
    await first.append(1, 'one');
    expect(await second.read(1)).toBe('one');
    await second.append(2, 'two');
    expect(await (await anArchive(path)).read(2)).toBe('two');
    expect(await readFile(path, 'utf8')).toBe('one\ntwo\n');
  });

  it('drops a line that a kill cut short, but never while it only reads', async () => {
    const path = join(await aFolder(), 'heads.jsonl');
    await writeFile(path, 'one\ntw');
    const archive = await anArchive(path);
    expect(await archive.read(2)).toBeUndefined();
    expect(await readFile(path, 'utf8')).toBe('one\ntw');
    await appendFile(path, 'o');
    await archive.append(2, 'two');
    expect(await readFile(path, 'utf8')).toBe('one\ntwo\n');
  });

  it('can be read by its owner only, and holds whole lines only', async () => {
    const path = join(await aFolder(), 'heads.jsonl');
    const archive = await anArchive(path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await expect(archive.append(1, 'one\ntwo')).rejects.toThrow('one line');
  });
});

describe("the laptop's signing key", () => {
  it('is made once, for its owner only, with its public half beside it', async () => {
    const path = join(await aFolder(), 'audit.key');
    const [first, again] = [await fileSigner(path), await fileSigner(path)];
    expect(again.publicKey).toBe(first.publicKey);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(`${path}.pub`, 'utf8')).toBe(first.publicKey);
    expect(publicKeyOf(first.publicKey)?.keyId).toBe(first.keyId);
  });

  it('signs what its public half confirms', async () => {
    const signer = await fileSigner(join(await aFolder(), 'audit.key'));
    const signature = await signer.sign(Buffer.from('head'));
    expect(verify(null, Buffer.from('head'), createPublicKey(signer.publicKey), signature)).toBe(true);
    expect(publicKeyOf(signer.publicKey)?.isValid(Buffer.from('heat'), signature)).toBe(false);
  });

  it('is one key when two start at once', async () => {
    const path = join(await aFolder(), 'audit.key');
    const ids = (await Promise.all([1, 2, 3, 4].map(() => fileSigner(path)))).map(({ keyId }) => keyId);
    expect(new Set(ids).size).toBe(1);
  });

  it('is refused when others can read it, or when it is of another kind', async () => {
    const path = join(await aFolder(), 'audit.key');
    await fileSigner(path);
    await chmod(path, 0o644);
    await expect(fileSigner(path)).rejects.toThrow('chmod 600');
    const other = join(await aFolder(), 'audit.key');
    await writeFile(other, 'no key', { mode: 0o600 });
    await expect(fileSigner(other)).rejects.toThrow();
  });
});
