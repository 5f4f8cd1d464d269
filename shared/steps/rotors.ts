// What each step of a rotation does: to a secret in Secrets Manager and its other side, or to the key of the audit log.
import type { StepEnd } from '../core/rotation.ts';
import type { NamedSecret } from '../core/secret-catalogue.ts';
import type { Rotation, RotationStep } from '../model/rotation.ts';
import type { RotationPorts } from '../ports/rotation.ts';
import type { SecretVersion } from '../ports/secrets.ts';
import { type Partner, partnerOf } from './rotation-partners.ts';
import { forgetUses } from './secret-use.ts';

/** Every step may be done twice, and again after a kill at any moment of it. */
export type Rotor = {
  /** What is current now; undefined when there is no such secret. */
  readonly current: () => Promise<SecretVersion | undefined>;
  /** Nobody has to bring a value. */
  readonly isAutomatic: boolean;
  /** Why it cannot begin now, and what to do about it; absent where nothing can be lacking. */
  readonly lacks?: () => Promise<string | undefined>;
} & { readonly [step in RotationStep]: (rotation: Rotation) => Promise<StepEnd> };

const DONE: StepEnd = { kind: 'done' };
const LOST: StepEnd = {
  kind: 'fault',
  fault: { kind: 'unsupported', detail: 'the value was not stored; give it again' },
};

/** What this host can rotate; `key` where it can hold several keys of the audit log. */
export function rotorsOf(ports: RotationPorts, key?: Rotor): (secret: NamedSecret) => Rotor | undefined {
  return (secret) => (secret.kind === 'audit-key' ? key : storedRotor(ports, secret));
}

/** The rotor of a secret that lies in Secrets Manager. */
export function storedRotor(ports: RotationPorts, secret: NamedSecret): Rotor {
  const { keeper } = ports;
  const { name } = secret;
  const partner = partnerOf(ports, secret);
  const withValue = async (id: string, use: (value: string) => Promise<StepEnd>, none: StepEnd): Promise<StepEnd> => {
    const value = await keeper.value(name, id);
    return value === undefined ? none : use(value);
  };
  return {
    current: async () => (await keeper.versions(name))?.current,
    isAutomatic: partner.make !== undefined,
    create: ({ version, old }) => create({ ports, name, partner }, version, old),
    set: ({ version, byHand }) => withValue(version, byHand ? async () => DONE : partner.set, LOST),
    test: ({ version, atOnce }) => withValue(version, (value) => partner.test({ value, version, atOnce }), LOST),
    finish: async ({ version }) => {
      await keeper.promote(name, version);
      return DONE;
    },
    end: async ({ old, byHand }) => {
      const ended = byHand ? DONE : await withValue(old, partner.end, DONE);
      return ended.kind === 'done' ? retired(ports, name, old) : ended;
    },
    undo: async ({ version, byHand }) => {
      await keeper.retire(name, version);
      return byHand ? DONE : withValue(version, partner.end, DONE);
    },
  };
}

/** The other side is asked for a value only while none is stored under this id. */
async function create(
  { ports: { keeper }, name, partner }: { ports: RotationPorts; name: string; partner: Partner },
  id: string,
  old: string,
): Promise<StepEnd> {
  if ((await keeper.value(name, id)) !== undefined) return DONE;
  const current = await keeper.value(name, old);
  if (!partner.make || current === undefined) return LOST;
  const made = await partner.make({ id, current });
  if (made.kind === 'fault') return made;
  await keeper.prepare(name, { id, value: made.value });
  return DONE;
}

async function retired(ports: RotationPorts, name: string, version: string): Promise<StepEnd> {
  await ports.keeper.retire(name, version);
  await forgetUses(ports, name, version);
  return DONE;
}
