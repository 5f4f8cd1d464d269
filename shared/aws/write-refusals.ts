// What DynamoDB's errors say about a write: surely not done, or nobody knows.
import { WriteRefused } from '../ports/table.ts';

interface AwsError {
  readonly name: string;
  readonly CancellationReasons?: readonly { readonly Code?: string }[];
}

type Refusal = WriteRefused['reason'];

const byName: { readonly [name: string]: Refusal } = {
  ConditionalCheckFailedException: 'condition',
  TransactionConflictException: 'conflict',
  TransactionInProgressException: 'conflict',
  ProvisionedThroughputExceededException: 'throttled',
  ThrottlingException: 'throttled',
  RequestLimitExceeded: 'throttled',
  // Our requests are well-formed: what remains are sizes and counts.
  ValidationException: 'too-large',
  ItemCollectionSizeLimitExceededException: 'too-large',
};

const byCode: { readonly [code: string]: Refusal } = {
  ConditionalCheckFailed: 'condition',
  TransactionConflict: 'conflict',
  ProvisionedThroughputExceeded: 'throttled',
  ThrottlingError: 'throttled',
  ItemCollectionSizeLimitExceeded: 'too-large',
  ValidationError: 'too-large',
};

/** When several reasons come together: the caller must re-plan for the first, may just retry for the last. */
const gravest: readonly Refusal[] = ['too-large', 'condition', 'conflict', 'throttled'];

/** The refusal that an error means, or the error itself: the outcome is unknown. */
export function refusalOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, CancellationReasons: reasons } = error as Error & AwsError;
  const refusal = name === 'TransactionCanceledException' && reasons ? fromReasons(reasons) : fromName(name);
  if (refusal) refusal.cause = error;
  return refusal ?? error;
}

function fromName(name: string): WriteRefused | undefined {
  const reason = byName[name];
  return reason && new WriteRefused(reason, reason === 'throttled' ? [] : [0]);
}

function fromReasons(reasons: readonly { readonly Code?: string }[]): WriteRefused | undefined {
  const found = reasons.map((reason) => byCode[reason.Code ?? '']);
  const reason = gravest.find((one) => found.includes(one));
  return (
    reason &&
    new WriteRefused(
      reason,
      found.flatMap((one, at) => (one === reason ? [at] : [])),
    )
  );
}
