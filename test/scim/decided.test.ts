// From a SCIM call to a decision of the pipeline: an account is wished, suspended when the person leaves, and wished again on return.
import { expect, it } from 'vitest';
import { personKey, personOf } from '../../shared/core/ledger.ts';
import { Policy } from '../../shared/model/policy/policy.ts';
import { EventWakeup } from '../../shared/model/wakeup.ts';
import { decideEvents } from '../../shared/steps/decide.ts';
import { forAll } from '../memory/active-policy.ts';
import { anEndpoint, aStoredUser, type TestEndpoint } from './endpoint.ts';

const bundle = Policy.parse({
  roles: { seller: { owner: 'sales', risk: 'low', description: 'sells', entitlements: { app: ['group:sales'] } } },
  rules: [{ id: 'sales', when: { attributes: { department: 'Sales' } }, roles: ['seller'] }],
  mappings: { app: { userName: '{userName}', email: '{email}' } },
});

/** Works every wake-up that was sent since the last call, as the decide function would. */
async function decideAll(endpoint: TestEndpoint): Promise<void> {
  const ports = { ...endpoint.pipeline, activePolicy: async () => forAll({ version: 'p1', bundle }) };
  for (const { body, queue } of endpoint.sent.splice(0))
    if (queue.startsWith('events')) await decideEvents(ports)([EventWakeup.parse(body)]);
}

async function wishFor(endpoint: TestEndpoint, id: string) {
  const item = await endpoint.table.get(personKey('acme', `staff-${id}`));
  if (!item) throw new Error('nobody was decided');
  const { app } = personOf(item).standings;
  return app && { account: app.wish.account, entitlements: app.wish.entitlements };
}

it('a person hired, disabled, enabled, renamed and deleted by SCIM has the account that policy says at each step', async () => {
  const endpoint = anEndpoint();
  const id = await aStoredUser(endpoint, 'mara@example.com', {
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Sales' },
  });
  await decideAll(endpoint);
  expect(await wishFor(endpoint, id)).toEqual({ account: 'active', entitlements: ['group:sales'] });
  await endpoint.patch(id, [{ op: 'Replace', path: 'active', value: 'False' }]);
  await decideAll(endpoint);
  expect(await wishFor(endpoint, id)).toEqual({ account: 'suspended', entitlements: [] });
  await endpoint.patch(id, [{ op: 'Replace', path: 'active', value: 'True' }]);
  await endpoint.patch(id, [{ op: 'replace', path: 'userName', value: 'mara.lind@example.com' }]);
  await decideAll(endpoint);
  expect(await wishFor(endpoint, id)).toEqual({ account: 'active', entitlements: ['group:sales'] });
  await endpoint.ask('DELETE', `/Users/${id}`);
  await decideAll(endpoint);
  expect(await wishFor(endpoint, id)).toEqual({ account: 'suspended', entitlements: [] });
  const ends = (await endpoint.inbox()).map(({ vendorId, end }) => [vendorId, end]);
  expect(ends).toEqual([1, 2, 3, 4, 5].map((version) => [`${id}.${version}`, 'folded']));
  expect(endpoint.table.contents('audit').length).toBeGreaterThanOrEqual(4);
});
