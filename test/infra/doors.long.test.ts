// The doors in the template: an address and a budget for each source, nothing for any other name, and operators apart.
import { describe, expect, it } from 'vitest';
import { pathsOf } from '../../infra/addresses.ts';
import { copiesOf, requestBudgets } from '../../infra/cloud/budgets.ts';
import { topology } from '../../infra/topology.ts';
import { Settings } from '../../shared/model/settings.ts';
import { repositorySettings, synthesize } from './synthesized.ts';
import { budgetsIn, routesIn } from './template-parts.ts';
import { type Json, listOf } from './template-reader.ts';

const stage = synthesize();
const budgets = budgetsIn(stage);

describe('the doors', () => {
  it('have one address for each source, by the door that its vendor uses, and one for operators', () => {
    expect(routesIn(stage)).toEqual(
      [
        ...['bamboohr', 'okta', 'standard'].flatMap((name) => [
          `GET /hooks/${name} webhook`,
          `POST /hooks/${name} webhook`,
        ]),
        ...['DELETE', 'GET', 'PATCH', 'POST', 'PUT'].map((method) => `${method} /scim/directory/v2/{path+} scim`),
        'GET /operator/{path+} operator',
        'POST /operator/{path+} operator',
      ].sort(),
    );
  });

  it('give each address a budget of requests of its own, smaller at once than the copies of the function behind', () => {
    const routes = routesIn(stage).map((route) => route.split(' '));
    expect([...budgets.keys()].sort()).toEqual(routes.map(([method, path]) => `${method} ${path}`).sort());
    for (const [method, path, name = ''] of routes) {
      const spec = topology.functions.find((one) => one.name === name);
      const { burst = 0 } = budgets.get(`${method} ${path}`) ?? {};
      expect(burst, path).toBe(requestBudgets[name]?.burst);
      expect(burst, path).toBeLessThan(spec ? copiesOf(spec) : 0);
    }
    expect(Object.keys(requestBudgets).every((name) => routes.some(([, , route]) => route === name))).toBe(true);
  });

  it('leave operators more than a stranger with ten requests a second takes', () => {
    expect(budgets.get('GET /operator/{path+}')?.rate).toBeGreaterThanOrEqual(100);
  });

  it('answer a name that is no source with 404, and call nothing for it', () => {
    const [response] = stage.ofType('AWS::ApiGateway::GatewayResponse');
    expect(response?.properties).toMatchObject({ ResponseType: 'MISSING_AUTHENTICATION_TOKEN', StatusCode: '404' });
    expect(routesIn(stage).filter((route) => route.includes('{source}'))).toEqual([]);
  });

  it('are the same on the laptop, which takes its addresses from the same place', () => {
    const paths = topology.functions.flatMap(({ triggers }) =>
      triggers.flatMap((trigger) => (trigger.kind === 'http' ? pathsOf(trigger, repositorySettings) : [])),
    );
    expect(new Set(routesIn(stage).map((route) => route.split(' ')[1]))).toEqual(new Set(paths));
  });
});

it("the operators' door is open to everybody by default, and shut to other addresses where the settings name theirs", () => {
  expect(stage.ofType('AWS::ApiGateway::RestApi')[0]?.properties.Policy).toBeUndefined();
  const settings = Settings.parse({ ...repositorySettings, operatorsFrom: ['203.0.113.0/24'] });
  const [api] = synthesize({ settings }).ofType('AWS::ApiGateway::RestApi');
  const statements = listOf((api?.properties.Policy as Json | undefined)?.Statement) as Json[];
  expect(statements.map(({ Effect, Resource, Condition }) => [Effect, Resource, Condition])).toEqual([
    ['Allow', 'execute-api:/*', undefined],
    ['Deny', 'execute-api:/v1/*/operator/*', { NotIpAddress: { 'aws:SourceIp': ['203.0.113.0/24'] } }],
  ]);
  expect(() => Settings.parse({ ...repositorySettings, operatorsFrom: ['everywhere'] })).toThrow();
});
