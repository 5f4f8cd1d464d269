// BambooHR, signed as its documentation says, with the fake of its employee API.
import { createHmac } from 'node:crypto';
import { startBamboo } from '../../../infra/local/vendors/bamboohr.ts';
import { bamboohr } from '../../../shared/sources/bamboohr/index.ts';
import type { ApiWorld, SourceWorld } from '../world.ts';

const secret = (letter: string) => ({ sign: letter.repeat(32), hold: letter.repeat(32) });

export const employee = {
  status: 'Active',
  hireDate: '2024-02-01',
  originalHireDate: '2024-02-01',
  terminationDate: '0000-00-00',
  firstName: 'Mara',
  lastName: 'Lind',
  displayName: 'Mara Lind',
  workEmail: 'mara.lind@acme.example',
  jobTitle: 'Cook',
  department: 'Kitchen',
  division: null,
  location: 'Oslo',
  supervisorEId: '12',
  employeeNumber: 'E-100',
  employmentHistoryStatus: 'Full-Time',
};

export async function bambooApi(hidden: readonly string[] = []): Promise<ApiWorld> {
  const vendor = await startBamboo({ keys: ['live-api-key-of-bamboohr'], hidden });
  vendor.put('4711', employee);
  return {
    ...vendor,
    config: { url: vendor.url },
    credential: { good: 'live-api-key-of-bamboohr', wrong: 'retired-api-key' },
    known: '4711',
    missing: '9999',
    notIds: ['0', 'directory', '../4711', '4711?x=1', '-1', '4711/../1', 'me', '04711'],
    record: vendor.get,
  };
}

/** Three employees in one delivery. */
export const threeEmployees = JSON.stringify({
  employees: [
    {
      id: '4711',
      action: 'Updated',
      timestamp: '2026-11-21T09:29:00+0000',
      changedFields: ['Status'],
      fields: { Status: { value: 'Inactive' } },
    },
    { id: 4712, action: 'Created', timestamp: '2026-11-21T09:29:00Z', changedFields: [], fields: {} },
    { id: '4713', action: 'Deleted', timestamp: '2026-11-21T09:29:00+00:00', changedFields: [], fields: {} },
  ],
});

export const bambooWorld: SourceWorld = {
  source: bamboohr,
  config: { url: 'https://acme.bamboohr.com' },
  secrets: { live: secret('a'), next: secret('b'), foreign: secret('c') },
  deliver(body, { secret: key, now }) {
    const timestamp = String(now / 1000);
    const signature = createHmac('sha256', key).update(`${body}${timestamp}`).digest('hex');
    return {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-bamboohr-timestamp': timestamp,
        'x-bamboohr-signature': signature,
      },
      body: Buffer.from(body),
    };
  },
  signedHeaders: ['x-bamboohr-timestamp', 'x-bamboohr-signature'],
  exactHeaders: ['x-bamboohr-timestamp', 'x-bamboohr-signature'],
  signsBody: true,
  signsTime: true,
  compares: true,
  one: `{ "type": "employee.updated", "timestamp": "2026-11-21T09:29:00+0000",
\t"data": { "companyId": "12345", "employeeId": "4711", "changedFields": ["jobTitle"] } }`,
  unknown: '{"type":"time_off.requested","timestamp":"2026-11-21T09:29:00+0000","data":{"companyId":"1"}}',
  batch: {
    body: threeEmployees,
    events: 3,
  },
  subject: '4711',
  brings: 'ids',
  api: bambooApi,
};
