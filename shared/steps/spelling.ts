// What decisions and previews are told of the targets: how each spells a wish, when a call has landed, which accounts are untouchable.
import type { DecisionInput } from '../core/decision-input.ts';
import { isNamed } from '../core/protection.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { landingOf } from './landing.ts';

export type Spelling = Pick<DecisionInput, 'canonical' | 'landing' | 'isProtected' | 'sha256'>;

export function spellingOf(ports: Pick<Pipeline, 'target' | 'settings' | 'digest'>): Spelling {
  const { target, settings, digest } = ports;
  return {
    canonical: (name, wish) => target(name)?.canonical(wish) ?? wish,
    landing: (name) => landingOf(ports, name),
    isProtected: (name, account) => isNamed(settings.protected[name] ?? [], account),
    sha256: digest.sha256,
  };
}
