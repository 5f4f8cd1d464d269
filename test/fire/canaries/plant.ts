// The ways in which secrets and personal data come to Frontdesk, each with canaries in the places where people put them.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { standardWebhooks } from '../../../shared/sources/standard-webhooks/index.ts';
import type { Laptop } from '../../e2e/laptop.ts';
import { secretOf } from '../../e2e/laptop.ts';
import { delivery, hookSecret, hooks, scimRequest } from '../hostile/exchanges.ts';

export interface Garden {
  readonly data: string;
  readonly company: Laptop;
  /** A new canary that came in this way. */
  canary(how: string, isProfile?: boolean): string;
  /** What was answered, to be looked through. */
  heard(text: string): void;
  readonly number: number;
}

type Way = (garden: Garden) => Promise<void>;

async function posted({ company, heard }: Garden, path: string, init: RequestInit): Promise<number> {
  const response = await fetch(`${company.url}${path}`, { method: 'POST', ...init });
  const text = await response.text();
  // A SCIM client sees the user that it wrote.
  if (!path.startsWith('/scim/') || !response.ok) heard(text);
  return response.status;
}

/** Personal data and secrets, as an HR system may send them along. */
function attributes({ canary, number }: Garden, how: string) {
  const named = (what: string) => canary(`${what} in ${how}`);
  const profile = (what: string) => canary(`${what} in ${how}`, true);
  return {
    userName: `${profile('user name')}@example.com`,
    givenName: profile('given name'),
    familyName: profile('family name'),
    displayName: `${profile('display name')} ${number}`,
    title: profile('title'),
    department: 'Engineering',
    salary: named('salary'),
    password: named('password'),
    nationalId: named('national id'),
  };
}

const DAY_MS = 86_400_000;

async function said(garden: Garden, what: 'hire' | 'move' | 'leave', said: { readonly [name: string]: string }) {
  const { data, company, number } = garden;
  const now = Date.now() + company.ahead();
  const sample = standardWebhooks.sample?.(
    {
      what,
      subject: String(9_000 + number),
      attributes: said,
      date: new Date(now - 2 * DAY_MS).toISOString().slice(0, 10),
    },
    { secret: hookSecret(data, 'standard'), now, id: randomUUID(), config: { headers: 'webhook' } },
  );
  await posted(garden, '/hooks/standard', { ...sample });
}

const life: Way = async (garden) => {
  const person = attributes(garden, 'a hire');
  await said(garden, 'hire', person);
  await said(garden, 'move', { ...person, title: garden.canary('title in a move', true), department: 'Sales' });
  await said(garden, 'leave', {});
};

/** Nobody can be named by it, and no role of a database has such a name: it stops, and says so. */
const stopped: Way = async (garden) => {
  const { userName, ...nameless } = attributes(garden, 'a hire that stops');
  const isNameless = garden.number % 2 === 0;
  await said(garden, 'hire', isNameless ? nameless : { ...nameless, userName: `${userName.repeat(12)}\u0001` });
};

/** Through the vendors' own records, which Frontdesk fetches. */
const fetched: Way = async (garden) => {
  const { data, company, number } = garden;
  const { alpha } = JSON.parse(readFileSync(join(data, 'operators.json'), 'utf8')) as { alpha: string };
  for (const source of ['bamboohr', 'okta']) {
    const subject = source === 'okta' ? `00u${String(number).padStart(17, '0')}` : String(70_000 + number);
    const wanted = { what: 'hire', source, subject, attributes: attributes(garden, `a record of ${source}`) };
    const door = `http://127.0.0.1:${Number(new URL(company.url).port) + 8}/occasions`;
    const made = await fetch(door, {
      method: 'POST',
      headers: { authorization: `Bearer ${alpha}` },
      body: JSON.stringify(wanted),
    });
    const { path, headers, body } = (await made.json()) as {
      path: string;
      headers: { [name: string]: string };
      body: string;
    };
    await posted(garden, path, { headers, body });
  }
};

const file: Way = async (garden) => {
  const one = attributes(garden, 'a file');
  const two = attributes(garden, 'a row that is left out');
  const row = (id: number, { userName, givenName, salary }: typeof one, startDate: string) =>
    `${id},${userName},${givenName},${salary},${startDate}`;
  const rows = [row(50_000 + garden.number, one, '2024-02-01'), row(60_000 + garden.number, two, two.nationalId)];
  const body = `id,userName,givenName,salary,startDate\n${rows.join('\n')}\n#rows,2\n`;
  const { text } = await garden.company.operator('POST', 'import/csv', { body });
  garden.heard(text);
};

const scim: Way = async (garden) => {
  const { data, canary } = garden;
  const token = secretOf(data, 'frontdesk/sources/directory/token');
  const user = {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: `${canary('user name by SCIM')}@example.com`,
    name: { givenName: canary('given name by SCIM'), familyName: canary('family name by SCIM') },
    password: canary('password by SCIM'),
    active: true,
  };
  const call = (body: unknown, by = token) => {
    const { path, headers } = scimRequest({ method: 'POST', path: '/Users' }, { id: '', token: by });
    return posted(garden, path, { headers: Object.fromEntries(headers), body: JSON.stringify(body) });
  };
  await call(user);
  await call(user);
  await call({ ...user, name: canary('wrong type by SCIM'), [canary('unknown attribute by SCIM')]: 1 });
  await call(user, canary('bearer token of a stranger'));
  await fetch(
    `${garden.company.url}/scim/directory/v2/Users?filter=${encodeURIComponent(`userName qe "${canary('filter by SCIM')}"`)}`,
    {
      headers: { authorization: `Bearer ${token}` },
    },
  ).then(async (response) => garden.heard(await response.text()));
};

/** Refused at the door: a wrong signature, and a right one under what nobody understands. */
const refused: Way = async (garden) => {
  const { data, canary, company, heard } = garden;
  for (const signed of hooks) {
    const name = signed.name;
    const body = JSON.stringify({
      type: canary(`type in a delivery of ${name}`),
      data: { ssn: canary(`data in a delivery of ${name}`) },
    });
    for (const secret of [hookSecret(data, name), 'whsec_bm9ib2R5']) {
      const { path, headers } = delivery(signed, body, { secret, now: Date.now() + company.ahead() });
      await posted(garden, path, { headers: Object.fromEntries(headers), body });
    }
    const headers = Object.fromEntries(signed.proof.map((header) => [header, canary(`${header} of a stranger`)]));
    await posted(garden, `/hooks/${name}?key=${canary('query of a delivery')}`, { headers, body });
  }
  await posted(garden, `/hooks/${canary('path of a delivery')}`, { body: '{}' });
  heard((await company.operator('GET', 'status', { as: canary('token of a stranger') })).text);
  heard((await company.operator('POST', 'import/csv', { body: canary('file that is none') })).text);
};

/** New values by hand that the other side does not take, and one that was typed where a secret's name belongs. */
const byHand: Way = async ({ canary, heard, company }) => {
  for (const target of ['app', 'warehouse']) {
    const body = canary(`new value for ${target}`);
    heard((await company.operator('POST', `rotate?secret=targets/${target}`, { body })).text);
  }
  // What an operator asked for is repeated to them; it must be nowhere else.
  await company.operator('POST', `rotate?secret=${canary('value in the place of a name')}`);
};

/** In turn, until there are enough canaries. */
export const ways: readonly Way[] = [life, stopped, fetched, file, scim, refused, byHand];
