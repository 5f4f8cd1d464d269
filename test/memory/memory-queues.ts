// Amazon SQS FIFO queues in memory, under a clock that the test moves: groups, deduplication, visibility, dead letters.
import type { Message, QueueName, Queues } from '../../shared/ports/queue.ts';
import type { Clock } from '../../shared/ports/runtime.ts';

/** What becomes of a sent message. `fail` throws before the queue has it, `reply-lost` after; `jump` goes to the front of its group. */
export type SendFate = 'deliver' | 'lose' | 'twice' | 'jump' | 'fail' | 'reply-lost';

export interface QueueSettings {
  readonly visibilityMs: number;
  /** A message received this often goes to the dead letters instead of being received again. */
  readonly maxReceives: number;
}

export interface Received {
  /** Good until the message is visible again. */
  readonly receipt: string;
  readonly message: Message;
  /** 1 at the first time. */
  readonly receiveCount: number;
}

export interface MemoryQueues extends Queues {
  /** Up to `max` messages, as many as possible of one group, in order; a group with a message in flight is passed over. */
  receive(queue: QueueName, max: number): readonly Received[];
  /** False when the receipt is stale: the message became visible again, or is gone. */
  delete(receipt: string): boolean;
  /** Makes the message visible at once; false when the receipt is stale. */
  release(receipt: string): boolean;
  deadLetters(queue: QueueName): readonly Message[];
  /** Messages not yet deleted, in flight or not. */
  size(queue: QueueName): number;
  /** When the next message can be received: now or at the end of a visibility timeout; undefined when all queues are empty. */
  nextVisibleAt(): number | undefined;
  /** `received` are messages handed out, `receiveCalls` also those that found nothing. */
  readonly meter: { sendCalls: number; messages: number; receiveCalls: number; received: number; deletes: number };
}

interface Entry {
  readonly message: Message;
  readonly sequence: number;
  receives: number;
  invisibleUntil: number;
  receipt: string | undefined;
}

interface Queue {
  readonly settings: QueueSettings;
  /** In the order of their first message; a group without messages is removed. */
  readonly groups: Map<string, Entry[]>;
  readonly remembered: Map<string, number>;
  readonly dead: Message[];
}

const deduplicationMs = 5 * 60 * 1000;
const names: readonly QueueName[] = ['events', 'events-urgent', 'apply', 'apply-urgent', 'pump', 'verify'];
const usual: QueueSettings = { visibilityMs: 90_000, maxReceives: 5 };

export interface MemoryQueuesOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly settings?: Partial<Record<QueueName, Partial<QueueSettings>>>;
  readonly fate?: (message: Message) => SendFate;
  /** AWS deduplicates within the group when high throughput is on, as ours have it, else within the queue. */
  readonly deduplicationScope?: 'group' | 'queue';
}

interface State {
  readonly now: () => number;
  readonly scope: 'group' | 'queue';
  readonly queues: ReadonlyMap<QueueName, Queue>;
  readonly inFlight: Map<string, { readonly queue: Queue; readonly entry: Entry }>;
  readonly meter: MemoryQueues['meter'];
  sequence: number;
}

/** New, empty queues. */
export function memoryQueues(options: MemoryQueuesOptions): MemoryQueues {
  const { fate = () => 'deliver' } = options;
  const state: State = {
    now: () => options.clock.now(),
    scope: options.deduplicationScope ?? 'group',
    queues: new Map(names.map((name) => [name, emptyQueue({ ...usual, ...options.settings?.[name] })])),
    inFlight: new Map(),
    meter: { sendCalls: 0, messages: 0, receiveCalls: 0, received: 0, deletes: 0 },
    sequence: 0,
  };
  return {
    meter: state.meter,
    send: async (messages) => sendAll(state, messages, fate),
    receive: (name, max) => receive(state, name, max),
    delete(receipt) {
      const held = live(state, receipt);
      state.meter.deletes += 1;
      if (held) remove(held.queue, held.entry);
      return held !== undefined;
    },
    release(receipt) {
      const held = live(state, receipt);
      if (held) held.entry.invisibleUntil = 0;
      return held !== undefined;
    },
    deadLetters: (name) => [...queueOf(state, name).dead],
    size: (name) => [...queueOf(state, name).groups.values()].reduce((sum, entries) => sum + entries.length, 0),
    nextVisibleAt: () => earliest([...state.queues.values()], state.now()),
  };
}

function sendAll(state: State, messages: readonly Message[], fate: (message: Message) => SendFate): void {
  for (const message of messages) refuseMalformed(message);
  state.meter.sendCalls += sendCalls(messages);
  const fates = messages.map(fate);
  for (const [at, message] of messages.entries()) accept(state, message, fates[at] as SendFate);
  const failures = fates.filter((kind) => kind === 'fail' || kind === 'reply-lost');
  if (failures.length > 0) throw new Error(`${failures.length} of ${messages.length} messages could not be sent`);
}

function accept(state: State, message: Message, kind: SendFate): void {
  if (kind === 'fail') return;
  state.meter.messages += 1;
  if (kind === 'lose') return;
  const queue = queueOf(state, message.queue);
  if (isRemembered(queue, { message, scope: state.scope, now: state.now() })) return;
  for (let copies = kind === 'twice' ? 2 : 1; copies > 0; copies--) {
    state.sequence += 1;
    const entry = { message, sequence: state.sequence, receives: 0, invisibleUntil: 0, receipt: undefined };
    enqueue(queue, entry, kind === 'jump');
  }
}

function receive(state: State, name: QueueName, max: number): readonly Received[] {
  const queue = queueOf(state, name);
  state.meter.receiveCalls += 1;
  return takeVisible(queue, { max: Math.min(max, 10), now: state.now() }).map((entry) => {
    const receipt = `${name}:${entry.sequence}:${entry.receives}`;
    state.meter.received += 1;
    entry.receipt = receipt;
    state.inFlight.set(receipt, { queue, entry });
    return { receipt, message: entry.message, receiveCount: entry.receives };
  });
}

/** The message that the receipt is good for; a receipt is used once. */
function live({ inFlight, now }: State, receipt: string) {
  const held = inFlight.get(receipt);
  inFlight.delete(receipt);
  return held?.entry.receipt === receipt && held.entry.invisibleUntil > now() ? held : undefined;
}

function emptyQueue(settings: QueueSettings): Queue {
  return { settings, groups: new Map(), remembered: new Map(), dead: [] };
}

function queueOf({ queues }: State, name: QueueName): Queue {
  const queue = queues.get(name);
  if (!queue) throw new Error(`no queue "${name}"`);
  return queue;
}

/** Group and deduplication ids are 1 to 128 letters, digits and punctuation; 256 KB a message (Amazon SQS quotas). */
function refuseMalformed(message: Message): void {
  const printable = /^[\x21-\x7e]{1,128}$/;
  if (!printable.test(message.group)) throw new TypeError('the message group is not 1 to 128 printable characters');
  if (!printable.test(message.deduplicationId))
    throw new TypeError('the deduplication id is not 1 to 128 printable characters');
  if (Buffer.byteLength(JSON.stringify(message.body)) > 256 * 1024) throw new TypeError('the message is over 256 KB');
}

function sendCalls(messages: readonly Message[]): number {
  const counts = new Map<QueueName, number>();
  for (const { queue } of messages) counts.set(queue, (counts.get(queue) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum + Math.ceil(count / 10), 0);
}

function isRemembered(
  queue: Queue,
  seen: { readonly message: Message; readonly scope: 'group' | 'queue'; readonly now: number },
): boolean {
  const { message, scope, now } = seen;
  const id = scope === 'group' ? `${message.group}\n${message.deduplicationId}` : message.deduplicationId;
  const until = queue.remembered.get(id);
  if (until !== undefined && now < until) return true;
  queue.remembered.set(id, now + deduplicationMs);
  return false;
}

function enqueue(queue: Queue, entry: Entry, inFront: boolean): void {
  const entries = queue.groups.get(entry.message.group);
  if (!entries) queue.groups.set(entry.message.group, [entry]);
  else if (inFront) entries.unshift(entry);
  else entries.push(entry);
}

function takeVisible(queue: Queue, wanted: { readonly max: number; readonly now: number }): readonly Entry[] {
  const taken: Entry[] = [];
  for (const entries of [...queue.groups.values()]) {
    if (taken.length >= wanted.max) break;
    if (entries.some((entry) => entry.invisibleUntil > wanted.now)) continue;
    for (const entry of [...entries]) {
      if (taken.length >= wanted.max) break;
      if (entry.receives >= queue.settings.maxReceives) bury(queue, entry);
      else taken.push(hide(entry, wanted.now + queue.settings.visibilityMs));
    }
  }
  return taken;
}

function hide(entry: Entry, until: number): Entry {
  entry.receives += 1;
  entry.invisibleUntil = until;
  return entry;
}

function bury(queue: Queue, entry: Entry): void {
  remove(queue, entry);
  queue.dead.push(entry.message);
}

function remove(queue: Queue, entry: Entry): void {
  const { group } = entry.message;
  const left = (queue.groups.get(group) ?? []).filter((other) => other !== entry);
  if (left.length === 0) queue.groups.delete(group);
  else queue.groups.set(group, left);
}

function earliest(queues: readonly Queue[], now: number): number | undefined {
  let first: number | undefined;
  for (const { groups } of queues)
    for (const entries of groups.values()) {
      const visibleAt = Math.max(now, ...entries.map((entry) => entry.invisibleUntil));
      if (first === undefined || visibleAt < first) first = visibleAt;
    }
  return first;
}
