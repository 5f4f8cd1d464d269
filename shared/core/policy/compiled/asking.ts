// What a column asks of a person: an attribute's value, whether a flag is on, which day it is.
import type { Policy } from '../../../model/policy/policy.ts';
import type { Circumstances } from '../condition.ts';
import type { Subject } from '../subject.ts';
import { daysOf } from './days.ts';
import { flagsOf } from './flags.ts';
import type { Column } from './layout.ts';

export type Who = Pick<Subject, 'person' | 'attributes'>;

export interface Asking {
  /** Undefined: missing, or a flag that is off. */
  readonly value: (column: Column, who: Who, at: number) => string | undefined;
  readonly today: (who: Who, at: number) => string;
  readonly circumstances: (who: Who, at: number) => Circumstances;
}

export function askingOf(policy: Pick<Policy, 'flags' | 'cohorts'>): Asking {
  const days = daysOf();
  const flags = flagsOf(policy, days);
  return {
    value({ of, name }, who, at) {
      if (of === 'attribute') return textIn(who, name);
      return of === 'flag' && flags(name, who, at) ? 'on' : undefined;
    },
    today: ({ attributes }, at) => days.today(attributes, at),
    circumstances: (who, at) => {
      const { attributes } = who;
      return { attributes, today: days.today(attributes, at), isOn: (flag) => flags(flag, who, at) };
    },
  };
}

/** What every object has is no text: no need to ask whose it is, a dozen times a person. */
export function textIn({ attributes }: Pick<Who, 'attributes'>, name: string): string | undefined {
  const value: unknown = attributes[name];
  return typeof value === 'string' ? value : undefined;
}
