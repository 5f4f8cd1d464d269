// The archive of sealed heads in an S3 with Object Lock that nobody here wrote, in a bucket with the lock of the synthesized template.
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectRetentionCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectLockConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { s3Archive } from '../../shared/aws/s3-archive.ts';
import { ArchiveRefused } from '../../shared/ports/audit.ts';
import { seal } from '../../shared/steps/seal.ts';
import { synthesize } from '../infra/synthesized.ts';
import { type Ministack, ministackHome, startMinistack } from '../servers/ministack.ts';
import { anAuditHouse, aRow } from './audit-house.ts';

const found = ministackHome();
const Bucket = 'heads';
const FIRST = 'heads/000000000001.json';
const YEAR_MS = 365 * 86_400_000;

describe('sealed heads under Object Lock', () => {
  let cloud: Ministack | undefined;
  let client: S3Client;
  const house = anAuditHouse();

  beforeAll(async () => {
    if ('missing' in found) return;
    cloud = await startMinistack(found.home);
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    client = new S3Client({ endpoint: cloud.endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
    await client.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
    const lock = synthesize()
      .ofType('AWS::S3::Bucket')
      .flatMap(({ properties }) => properties.ObjectLockConfiguration ?? []);
    await client.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration: lock[0] as object }));
  }, 120_000);
  afterAll(async () => {
    client?.destroy();
    await cloud?.stop();
  });

  function needsCloud(context: { skip: (why: string) => never }): void {
    if (cloud) return;
    if (process.env.CI) throw new Error('missing' in found ? found.missing : 'the emulator did not start');
    context.skip('missing: ministack');
  }

  const refusal = (sent: Promise<unknown>) =>
    sent.then(
      () => 'done',
      (error: Error) => error.name,
    );

  it('are written by the sealer, and kept for a year in compliance mode without being asked to', async (context) => {
    needsCloud(context);
    await house.write(aRow({ id: 'hr-1', number: 1 }));
    const archive = s3Archive({ client, bucket: Bucket });
    expect(await seal({ ...house.ports, archive })()).toMatchObject({ kind: 'sealed', heads: 1 });
    expect(await archive.read(1)).toContain('"number":1');
    const { Retention } = await client.send(new GetObjectRetentionCommand({ Bucket, Key: FIRST }));
    expect(Retention?.Mode).toBe('COMPLIANCE');
    expect(Math.abs(Number(Retention?.RetainUntilDate) - Date.now() - YEAR_MS)).toBeLessThan(86_400_000);
  });

  it('are not written over, by us or by any write that the bucket of the template lets through', async (context) => {
    needsCloud(context);
    const archive = s3Archive({ client, bucket: Bucket });
    await expect(archive.append(1, 'another')).rejects.toThrow(ArchiveRefused);
    const forged = new PutObjectCommand({ Bucket, Key: FIRST, Body: 'forged', IfNoneMatch: '*' });
    expect(await refusal(client.send(forged))).toBe('PreconditionFailed');
  });

  it('cannot be deleted, not even by who may lift a lock in governance mode', async (context) => {
    needsCloud(context);
    const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket }));
    const [VersionId = ''] = Versions.map((version) => version.VersionId ?? '');
    for (const BypassGovernanceRetention of [false, true]) {
      const removal = new DeleteObjectCommand({ Bucket, Key: FIRST, VersionId, BypassGovernanceRetention });
      expect(await refusal(client.send(removal))).toBe('AccessDenied');
    }
  });

  it('are still there, as they were, below what an account without the policy of the bucket puts on top', async (context) => {
    needsCloud(context);
    const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket }));
    const [VersionId = ''] = Versions.map((version) => version.VersionId ?? '');
    await client.send(new PutObjectCommand({ Bucket, Key: FIRST, Body: 'forged' }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: FIRST }));
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: FIRST, VersionId }));
    expect(await Body?.transformToString()).toContain('"number":1');
  });
});
