// A company with many systems: what AWS bounds is within its bounds, and alike names do not collide.
import { describe, expect, it } from 'vitest';
import { Settings } from '../../shared/model/settings.ts';
import { synthesize } from './synthesized.ts';
import { idIn } from './template-names.ts';
import { type Json, listOf } from './template-reader.ts';

const numbered = (count: number) => Array.from({ length: count }, (_, at) => `system-number-${at + 1}`);

const settings = Settings.parse({
  tenant: 'acme',
  sources: Object.fromEntries(
    numbered(8).map((name) => [
      name,
      {
        vendor: 'okta',
        people: name,
        owns: ['*'],
        secret: `frontdesk/sources/${name}/webhook`,
        credential: `frontdesk/sources/${name}/api`,
      },
    ]),
  ),
  targets: Object.fromEntries(
    numbered(64).map((name) => [name, { adapter: 'postgres', secret: `frontdesk/targets/${name}` }]),
  ),
});

const stage = synthesize({ settings });

/** As long as it gets: every reference becomes an ARN in the region with the longest name. */
function lengthOf(policy: unknown): number {
  const arnOf = (id: string) => {
    const { Name = id } = stage.resources.find((one) => one.id === id)?.properties ?? {};
    return `arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:${Name}-AbCdEf`;
  };
  const filled = JSON.stringify(policy, (_, value: unknown) => {
    const isReference =
      typeof value === 'object' && value !== null && /^(Ref|Fn::GetAtt|Fn::Join)$/.test(Object.keys(value)[0] ?? '');
    return isReference ? arnOf(idIn(value)) : value;
  });
  return filled.length;
}

describe('with 64 targets and 8 sources', () => {
  it("each role's own policies fit into the 10,240 characters that IAM gives them", () => {
    for (const { id, properties } of stage.ofType('AWS::IAM::Role')) {
      const policies = listOf(properties.Policies) as Json[];
      const total = policies.reduce((sum, { PolicyDocument }) => sum + lengthOf(PolicyDocument), 0);
      expect(total, id).toBeLessThan(6_000);
    }
  });

  it('its policies about secrets have less than 6,144 characters each, and are no more than ten', () => {
    const made = stage.ofType('AWS::IAM::ManagedPolicy');
    for (const { id, properties } of made) expect(lengthOf(properties.PolicyDocument), id).toBeLessThan(6_144);
    const roles = made.map(({ properties }) => idIn(properties.Roles));
    const most = Math.max(...roles.map((role) => roles.filter((one) => one === role).length));
    expect(most).toBe(3);
  });

  it('a template holds it: CloudFormation takes 500 resources', () => {
    expect(stage.resources.length).toBeLessThan(500);
  });
});

it('secrets whose names differ by a hyphen for a slash are two', () => {
  const source = { vendor: 'okta', people: 'hr', owns: ['*'], secret: 'hr/signing', credential: 'hr-signing' };
  const made = synthesize({ settings: Settings.parse({ tenant: 'acme', sources: { hr: source }, targets: {} }) });
  const names = made.ofType('AWS::SecretsManager::Secret').map(({ properties }) => properties.Name);
  expect(names.sort()).toEqual(['try/frontdesk/operators', 'try/hr-signing', 'try/hr/signing']);
});
