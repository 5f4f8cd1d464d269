// The other side of each kind of secret: what makes a new value, tells it to whom it concerns, tries it out and ends the old one.

import type { StepEnd } from '../core/rotation.ts';
import type { NamedSecret } from '../core/secret-catalogue.ts';
import { CALL_DEADLINE } from '../core/timing.ts';
import type { Fault } from '../model/fault.ts';
import type { RotationPorts } from '../ports/rotation.ts';
import { operatorList } from './operate/operator-list.ts';
import { usesOf } from './secret-use.ts';

export interface Partner {
  /** Absent: somebody else makes the value, and gives it to us by hand. */
  make?(request: {
    readonly id: string;
    readonly current: string;
  }): Promise<{ readonly kind: 'made'; readonly value: string } | { readonly kind: 'fault'; readonly fault: Fault }>;
  set(next: string): Promise<StepEnd>;
  /** Before anything is switched. */
  test(next: { readonly value: string; readonly version: string; readonly atOnce: boolean }): Promise<StepEnd>;
  end(old: string): Promise<StepEnd>;
}

const DONE: StepEnd = { kind: 'done' };

/** Makes no call. */
export function partnerOf(ports: RotationPorts, secret: NamedSecret): Partner {
  switch (secret.kind) {
    case 'target':
      return target(ports, secret.of);
    case 'source':
      return sender(ports, secret);
    case 'credential':
      return recordApi(ports, secret.of);
    case 'operators':
      return { set: async () => DONE, test: async ({ value }) => operators(value), end: async () => DONE };
    case 'audit-key':
      throw new TypeError('the key of the audit log is no stored secret');
  }
}

/** We log in there: two credentials open it during the switch. */
function target(ports: RotationPorts, name: string): Partner {
  const rotate = ports.target(name)?.rotate;
  const signal = () => ports.clock.deadline(CALL_DEADLINE);
  return {
    ...(rotate && { make: ({ id, current }) => rotate.create({ id, current, signal: signal() }) }),
    set: async (next) => endOf(await rotate?.set({ next, signal: signal() })),
    test: async ({ value }) => endOf(await probe(ports, name, value)),
    end: async (old) => endOf(await rotate?.end({ old, signal: signal() })),
  };
}

/** A real log-in with the new value alone. */
async function probe(ports: RotationPorts, name: string, value: string): Promise<Fault | undefined> {
  const connection = ports.candidate(name, value);
  if (!connection) return { kind: 'unsupported', detail: 'the target is not in the settings' };
  try {
    return await connection.probe(ports.clock.deadline(CALL_DEADLINE));
  } finally {
    await connection.close();
  }
}

/** A source uses it towards us: its first use of the new one is the proof that it knows it. After a leak nobody waits for that. */
function sender(ports: RotationPorts, { name, of }: NamedSecret): Partner {
  const source = ports.source(of)?.source;
  const make = source?.newSecret?.bind(source);
  return {
    ...(make && {
      make: async ({ current }) => {
        const value = make(ports.random(32), current);
        return value === undefined ? unsupported('this kind of secret is made by the sender') : { kind: 'made', value };
      },
    }),
    set: async () => DONE,
    test: async ({ version, atOnce }) => {
      const isUsed = atOnce || (await usesOf(ports, name)).has(version);
      return isUsed ? DONE : { kind: 'waits', cause: `for ${of} to use it` };
    },
    end: async () => DONE,
  };
}

/** We read with it: the record of nobody tells whether it is taken. */
function recordApi(ports: RotationPorts, of: string): Partner {
  return {
    set: async () => DONE,
    test: async ({ value }) => {
      const configured = ports.source(of);
      const { source } = configured ?? {};
      if (!configured || !source?.fetch || source.nobody === undefined) return DONE;
      const { config } = configured.settings;
      const asked = { subject: source.nobody, config, credentials: [value], now: ports.clock.now() };
      const answer = await source.fetch(asked, { digest: ports.digest, signal: ports.clock.deadline(CALL_DEADLINE) });
      return answer.kind === 'fault' ? answer : DONE;
    },
    end: async () => DONE,
  };
}

/** A list that lets nobody in would lock everybody out. */
function operators(value: string): StepEnd {
  return operatorList(value).kind === 'list'
    ? DONE
    : { kind: 'fault', fault: { kind: 'invalid', detail: 'no list of operators' } };
}

function endOf(fault: Fault | undefined): StepEnd {
  return fault ? { kind: 'fault', fault } : DONE;
}

function unsupported(detail: string): { readonly kind: 'fault'; readonly fault: Fault } {
  return { kind: 'fault', fault: { kind: 'unsupported', detail } };
}
