// The rotation of the audit log's key dies at each of its calls, before the effect and after it; the log stays whole.
import { expect, it } from 'vitest';
import type { Rotation } from '../../shared/model/rotation.ts';
import { type KeyPorts, keyRotor } from '../../shared/steps/key-rotor.ts';
import { aRotatingHouse, aRotation } from './key-house.ts';

type Call = (...args: never[]) => Promise<unknown>;

/** The ports of a process that dies at its `at`-th call. */
function mortal(ports: KeyPorts, at: number, phase: 'before' | 'after'): KeyPorts {
  let count = 0;
  const dying = <T extends object>(port: T): T =>
    Object.fromEntries(
      Object.entries(port).map(([name, call]) => {
        if (typeof call !== 'function') return [name, call];
        return [
          name,
          async (...args: never[]) => {
            count += 1;
            const isLast = count === at;
            if (isLast && phase === 'before') throw new Error('killed');
            const answer = await (call as Call)(...args);
            if (isLast) throw new Error('killed');
            return answer;
          },
        ];
      }),
    ) as T;
  const { table, archive, signingKeys } = ports;
  return { ...ports, table: dying(table), archive: dying(archive), signingKeys: dying(signingKeys) };
}

const steps = ['create', 'set', 'test', 'finish', 'end'] as const;

/** As the course does: a step that died is done again, by a process that lives. */
async function throughDeath(dying: KeyPorts, living: KeyPorts, rotation: Rotation): Promise<boolean> {
  let died = false;
  for (const step of steps)
    try {
      await keyRotor(died ? living : dying)[step](rotation);
    } catch {
      died = true;
      await keyRotor(living)[step](rotation);
    }
  return died;
}

it.each(['before', 'after'] as const)(
  'killed %s each effect, it resumes, and the log is checked with the first key alone',
  async (phase) => {
    let points = 0;
    for (let at = 1; ; at += 1) {
      const house = aRotatingHouse();
      await house.sealed();
      await house.sealed();
      const rotation = aRotation({ version: 'one-1', old: house.ring.first.keyId });
      if (!(await throughDeath(mortal(house.ports, at, phase), house.ports, rotation))) break;
      points += 1;
      await house.sealed();
      const verdict = await house.check(await house.file());
      expect(verdict.firstBad, `call ${at}`).toBeUndefined();
      expect(verdict, `call ${at}`).toMatchObject({ ok: true, heads: 4, rows: 3 });
      expect(house.ring.destroyed, `call ${at}`).toEqual([house.ring.first.keyId]);
      expect(await house.ring.all(), `call ${at}`).toHaveLength(1);
    }
    expect(points).toBeGreaterThan(10);
  },
);
