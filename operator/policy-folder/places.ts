// Where each role, rule and so on was written, for everybody who asks later why somebody has something.
import type { Origin } from '../../shared/model/policy/origin.ts';
import type { Policy } from '../../shared/model/policy/policy.ts';
import type { PartName } from './part-names.ts';
import { type PartSources, placeOfWritten } from './part-sources.ts';

export type SourcesByPart = { readonly [part in PartName]?: PartSources };

/** `role engineer` is at `roles.yaml:7`; files relative to the folder. */
export function placesOf(policy: Policy, sources: SourcesByPart): Origin['places'] {
  const named = (part: Exclude<PartName, 'rules' | 'duties' | 'approvals'>, word: string) =>
    Object.keys(policy[part]).map((name) => [`${word} ${name}`, placeIn(sources[part], name)] as const);
  const listed = (part: 'rules' | 'duties', word: string) =>
    policy[part].map(({ id }, index) => [`${word} ${id}`, placeIn(sources[part], index)] as const);
  const approved = (kind: 'risks' | 'roles', word: string) =>
    Object.keys(policy.approvals[kind]).map(
      (name) => [`approval ${word} ${name}`, placeIn(sources.approvals, kind, name)] as const,
    );
  const places = [
    ...named('roles', 'role'),
    ...listed('rules', 'rule'),
    ...listed('duties', 'duty'),
    ...named('mappings', 'mapping'),
    ...named('flags', 'flag'),
    ...named('cohorts', 'cohort'),
    ...named('leases', 'lease'),
    ...named('limits', 'limits'),
    ...named('entitlements', 'entitlements'),
    ...approved('risks', 'risk'),
    ...approved('roles', 'role'),
  ];
  return Object.fromEntries(places.filter(([, place]) => place !== ''));
}

function placeIn(sources: PartSources | undefined, ...path: readonly (string | number)[]): string {
  const written = sources?.writtenAt(path);
  return written ? placeOfWritten(written, 'key') : '';
}
