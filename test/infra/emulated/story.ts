// What a deploy must go through, step by step: each says what it shows, and throws when it does not.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { peopleFile, seededPerson } from '../../../infra/local/people-seed.ts';
import { topology } from '../../../infra/topology.ts';
import { auditCheck } from '../../../operator/audit-check.ts';
import { invoke, signingKey } from './account.ts';
import { comparisonRound } from './comparison.ts';
import { accounts } from './database.ts';
import { expectStatus, onlyHeld, until } from './expected.ts';
import { differences } from './recorded.ts';
import { auditKeyRound, credentialRound, hireAfterwards, operatorsRound, webhookRound } from './rotation.ts';
import {
  cdkBootstrap,
  cdkDeploy,
  cdkDestroy,
  cdkSynth,
  frontdesk,
  operatorStatus,
  policyFolder,
  post,
  putSecrets,
  SCIM_TOKEN,
  STAGE,
  type Stage,
  smoke,
  urlIn,
  userNameOf,
  writeSettings,
} from './stage.ts';

export interface Step {
  /** A sentence. */
  readonly says: string;
  /** Answers a detail worth printing, or nothing. Throws when it is not so. */
  readonly run: (told: Told) => Promise<string | undefined>;
}

/** What the steps hand on. */
export interface Told {
  readonly stage: Stage;
  url: string;
  /** When the first hire was posted, which no policy could decide yet. */
  failedAt: number;
  /** The public key that an auditor keeps from the first day on. PEM. */
  firstKey?: string;
}

export const story: readonly Step[] = [
  {
    says: 'cdk bootstrap makes the account ready, cdk synth the template',
    async run({ stage }) {
      writeSettings(stage);
      await cdkBootstrap(stage);
      return undefined;
    },
  },
  {
    says: 'cdk deploy puts the stage into it',
    async run(told) {
      told.url = await deploy(told.stage);
      return told.url;
    },
  },
  {
    says: 'before its secrets are given, the stage answers nobody',
    async run({ url }) {
      await until('a signed hire is refused', 60, async () => (await post(url, { what: 'hire', number: 1 })) === 401);
      expectStatus('an operator', await operatorStatus(url, 'x'.repeat(32)), 401);
      return undefined;
    },
  },
  {
    says: 'a hire that comes before any policy is acknowledged, and its message fails and goes back',
    async run(told) {
      await putSecrets(told.stage);
      // What the update will deploy is synthesized while functions forget what they read of the secrets.
      writeSettings(told.stage, (text) => text.replace('[postgres, frontdesk,', '[postgres, emergency, frontdesk,'));
      const synthesized = cdkSynth(told.stage);
      // A function keeps what it read of a secret for half a minute.
      await until(
        'the webhook key is known',
        60,
        async () => (await post(told.url, { what: 'hire', number: 1 })) === 202,
      );
      const known = Date.now();
      told.failedAt = known;
      await until('decide was asked for it', 30, async () =>
        told.stage.cloud.recorder.calls.some(({ application }) => application === `frontdesk-${STAGE}-decide`),
      );
      await synthesized;
      await until("the operators' list is known", 60, async () => (await operatorStatus(told.url)) !== 401);
      return `decide was woken ${Date.now() - known} ms after it`;
    },
  },
  {
    says: 'the policy goes in force by a command, and a signed hire ends in an account of PostgreSQL',
    async run({ stage, url }) {
      await frontdesk(stage, url, 'policy', 'publish', policyFolder);
      const started = Date.now();
      expectStatus('the hire', await post(url, { what: 'hire', number: 2 }), 202);
      await until('the account is there', 30, async () => (await accounts(stage)).includes(userNameOf(2)));
      return `${Date.now() - started} ms from the webhook to the account`;
    },
  },
  {
    says: 'one byte of a body changed after it was signed: 401, and nothing happens',
    async run({ url }) {
      const spoilt = await post(url, { what: 'hire', number: 3 }, (body) => body.replace('Engineer', 'engineer'));
      expectStatus('the forged hire', spoilt, 401);
      return undefined;
    },
  },
  {
    says: 'a SCIM client creates, changes, lists and deletes somebody through the same API',
    run: scimRound,
  },
  {
    says: 'more hires at once than the target takes calls: they wait for their turn, and a pump brings them in',
    async run({ stage, url }) {
      const numbers = Array.from({ length: 20 }, (_, at) => 70 + at);
      for (let at = 0; at < numbers.length; at += 4)
        await Promise.all(numbers.slice(at, at + 4).map((number) => acknowledged(url, number)));
      return becameAccounts(stage, numbers);
    },
  },
  {
    says: 'an update while hires come in: each is acknowledged, repeated as vendors do where it must be, and becomes an account',
    run: updateUnderLoad,
  },
  {
    says: 'a file is taken in, somebody moves, somebody leaves and loses the log-in',
    async run({ stage, url }) {
      const file = join(stage.cloud.folder, 'people.csv');
      writeFileSync(file, peopleFile([1, 2, 40, 41].map((number) => seededPerson(7, number))));
      await frontdesk(stage, url, 'import', file).catch(onlyHeld);
      expectStatus('the move', await post(url, { what: 'move', number: 2, attributes: { department: 'Sales' } }), 202);
      expectStatus('the leave', await post(url, { what: 'leave', number: 2 }), 202);
      await until('the account is shut', 90, async () => !(await accounts(stage)).includes(userNameOf(2)));
      return undefined;
    },
  },
  {
    says: 'everything stands in the audit log: its heads are signed by KMS, and the export is whole',
    run: auditRound,
  },
  {
    says: 'operators see what they need, and the smoke command finds every door shut to strangers',
    async run({ stage, url }) {
      for (const name of ['census', 'sweep', 'seal']) await invoke(stage, name);
      const person = `hr-${seededPerson(7, 1).subject}`;
      for (const command of [['status'], ['doctor'], ['failures'], ['plans'], ['person', person], ['redrive']])
        await frontdesk(stage, url, ...command).catch(onlyHeld);
      await smoke(stage, url);
      return undefined;
    },
  },
  {
    says: 'somebody loses a group in PostgreSQL behind its back, and the daily workflow gives it back',
    run: ({ stage, url }) => comparisonRound(stage, url, 10),
  },
  {
    says: 'the message that failed came back by itself, and its hire is an account now',
    async run({ stage, failedAt }) {
      await until('the first hire is an account', 240, async () => (await accounts(stage)).includes(userNameOf(1)));
      return `${Math.round((Date.now() - failedAt) / 1000)} s after it was posted`;
    },
  },
  {
    says: "PostgreSQL's own credential and a webhook secret are rotated by the workflow, then at once by hand; old ones are dead",
    async run({ stage, url }) {
      const [told, secret] = await Promise.all([credentialRound(stage, url), webhookRound(stage, url)]);
      await operatorsRound(stage, url);
      await hireAfterwards(stage, url, secret);
      return told;
    },
  },
  {
    says: 'the audit log goes on under another key of KMS, which the old one signed, and the old one is shut',
    run: ({ stage, url, firstKey = '' }) => auditKeyRound(stage, url, firstKey),
  },
  {
    says: 'each function asked AWS for what its role allows, and its role allows nothing else',
    async run({ stage }) {
      const found = differences(stage.cloud.recorder.calls, topology);
      if (found.length > 0) throw new Error(`recorded calls and roles differ:\n${found.join('\n')}`);
      return `${stage.cloud.recorder.calls.length} calls recorded`;
    },
  },
  {
    says: 'cdk destroy takes the stage away and leaves tables, keys and sealed heads',
    async run({ stage, url }) {
      await cdkDestroy(stage);
      const { status } = await fetch(`${url}/operator/status`);
      if (status < 400) throw new Error(`the API still answers ${status}`);
      return undefined;
    },
  },
];

async function deploy(stage: Stage): Promise<string> {
  return urlIn(stage, await cdkDeploy(stage));
}

async function updateUnderLoad({ stage, url }: Told): Promise<string> {
  let updated = false;
  const update = deploy(stage).finally(() => {
    updated = true;
  });
  const numbers: number[] = [];
  let repeated = 0;
  for (let number = 10; !updated && number < 40; number++) {
    await until(`hire ${number} is acknowledged`, 60, async () => {
      const isTaken = (await post(url, { what: 'hire', number })) === 202;
      if (!isTaken) repeated += 1;
      return isTaken;
    });
    numbers.push(number);
    await sleep(1_000);
  }
  await update;
  await becameAccounts(stage, numbers);
  return `${numbers.length} hires during the update, ${repeated} of them answered 5xx at first and sent again`;
}

/** As vendors do: sent again until it is taken. */
async function acknowledged(url: string, number: number): Promise<void> {
  await until(`hire ${number} is taken`, 60, async () => (await post(url, { what: 'hire', number })) === 202);
}

async function becameAccounts(stage: Stage, numbers: readonly number[]): Promise<string> {
  const started = Date.now();
  await until('all are accounts', 120, async () => {
    const there = await accounts(stage);
    return numbers.every((number) => there.includes(userNameOf(number)));
  });
  return `${numbers.length} accounts ${Date.now() - started} ms later`;
}

async function scimRound({ url }: Told): Promise<undefined> {
  const headers = { authorization: `Bearer ${SCIM_TOKEN}`, 'content-type': 'application/scim+json' };
  const base = `${url}/scim/directory/v2/Users`;
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  const body = JSON.stringify({ schemas, userName: 'scim.person@example.com', active: true });
  const made = await fetch(base, { method: 'POST', headers, body });
  expectStatus('POST', made.status, 201);
  const { id } = (await made.json()) as { id: string };
  const patch = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'title', value: 'Engineer' }],
  };
  const calls: readonly (readonly [string, string, string | undefined, number])[] = [
    ['PATCH', `/${id}`, JSON.stringify(patch), 200],
    ['PUT', `/${id}`, body, 200],
    ['GET', `/${id}`, undefined, 200],
    ['GET', `?filter=${encodeURIComponent('userName eq "scim.person@example.com"')}`, undefined, 200],
    ['GET', '', undefined, 200],
    ['DELETE', `/${id}`, undefined, 204],
  ];
  for (const [method, path, text, status] of calls) {
    const answer = await fetch(`${base}${path}`, { method, headers, ...(text !== undefined && { body: text }) });
    expectStatus(`${method} ${path}`, answer.status, status);
  }
  return undefined;
}

async function auditRound(told: Told): Promise<string> {
  const { stage, url } = told;
  await invoke(stage, 'seal');
  const file = join(stage.cloud.folder, 'audit.jsonl');
  await frontdesk(stage, url, 'audit', 'export', file);
  const { publicKey } = await signingKey(stage, 1);
  told.firstKey = publicKey;
  const verdict = await auditCheck({ file, publicKeys: [publicKey] });
  if (!verdict.ok) throw new Error(`the log is not whole: ${JSON.stringify(verdict)}`);
  return `${verdict.rows} rows under ${verdict.heads} heads`;
}
