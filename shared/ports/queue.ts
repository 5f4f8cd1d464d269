// The queues as the steps see them. A message is a wake-up hint: losing, repeating or reordering it must be harmless.

export type QueueName = 'events' | 'events-urgent' | 'apply' | 'apply-urgent' | 'pump' | 'verify';

export interface Message {
  readonly queue: QueueName;
  /** FIFO message group: one is worked at a time, in order. */
  readonly group: string;
  /** A second message with the same id within five minutes is swallowed (Amazon SQS FIFO). */
  readonly deduplicationId: string;
  /** A small JSON value; ids only, never personal data. */
  readonly body: { readonly [name: string]: string | number | boolean };
  /** The trace that it belongs to (W3C Trace Context, `traceparent`). */
  readonly trace?: string;
}

export interface Queues {
  /** Sends all; throws when any could not be sent (the others may have been). Batches of ten per queue. */
  send(messages: readonly Message[]): Promise<void>;
}
