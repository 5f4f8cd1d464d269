// What must outlive everything: tables, keys, and the bucket in which sealed heads are written once.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { TableName } from '../../shared/ports/table.ts';
import type { TableSpec, Topology } from '../topology.ts';
import type { HeadLock } from './inputs.ts';

export interface StorageProps {
  readonly topology: Topology;
  readonly lock: HeadLock;
  /** The numbers of the audit log's keys, in the order of their turns. */
  readonly auditKeys?: readonly number[] | undefined;
}

const CLOSED: BucketProps = {
  encryption: BucketEncryption.S3_MANAGED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  removalPolicy: RemovalPolicy.RETAIN,
};

export class Storage extends Construct {
  readonly tables: { readonly [table in TableName]: Table };
  /** Wraps the keys of personal data. */
  readonly masterKey: Key;
  /** Sign the heads of the audit log, one after the other. */
  readonly signingKeys: readonly Key[];
  /** Sealed heads; who looked at them is kept in a bucket beside it. */
  readonly heads: Bucket;

  constructor(scope: Construct, id: string, { topology, lock, auditKeys = [1, 2] }: StorageProps) {
    super(scope, id);
    this.tables = Object.fromEntries(
      topology.tables.map((spec) => [spec.name, this.#table(spec)]),
    ) as Storage['tables'];
    this.masterKey = new Key(this, 'MasterKey', {
      description: 'Frontdesk: wraps the keys of personal data',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.signingKeys = auditKeys.map((number) => this.#signingKey(number));
    this.heads = this.#archive(lock);
  }

  #archive({ mode, years }: HeadLock): Bucket {
    const visits = new Bucket(this, 'Visits', {
      ...CLOSED,
      lifecycleRules: [{ expiration: Duration.days(400) }],
    });
    const heads = new Bucket(this, 'Heads', {
      ...CLOSED,
      objectLockEnabled: true,
      objectLockDefaultRetention: ObjectLockRetention[mode](Duration.days(365 * years)),
      versioned: true,
      serverAccessLogsBucket: visits,
    });
    for (const statement of writtenOnce(heads.arnForObjects('*'))) heads.addToResourcePolicy(statement);
    return heads;
  }

  /** P-256 and not Ed25519: KMS takes a digest for it, and a head may be longer than the 4,096 bytes of a raw message. */
  #signingKey(number: number): Key {
    return new Key(this, number === 1 ? 'SigningKey' : `SigningKey${number}`, {
      description: `Frontdesk: signs the heads of the audit log, key ${number}`,
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  #table({ name, indexes, pointInTimeRecovery }: TableSpec): Table {
    const table = new Table(this, `Table-${name}`, {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: pointInTimeRecovery },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const indexName of indexes)
      table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: { name: 'ishard', type: AttributeType.STRING },
        sortKey: { name: 'iat', type: AttributeType.STRING },
        projectionType: ProjectionType.KEYS_ONLY,
      });
    return table;
  }
}

/**
 * The lock keeps each version, and yet a newer version or a delete marker would hide it: so a write must be one that fails where
 * something stands, and nothing is ever deleted (Amazon S3 User Guide, "Enforce conditional writes on Amazon S3 buckets").
 */
function writtenOnce(objects: string): readonly PolicyStatement[] {
  const denied = { effect: Effect.DENY, principals: [new AnyPrincipal()], resources: [objects] };
  return [
    new PolicyStatement({
      ...denied,
      sid: 'NeverOver',
      actions: ['s3:PutObject'],
      conditions: { Null: { 's3:if-none-match': 'true' } },
    }),
    new PolicyStatement({ ...denied, sid: 'NeverGone', actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'] }),
  ];
}
