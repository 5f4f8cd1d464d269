// No word before the line is encrypted, no line to a server that cannot prove its name, and no connection left when it ends.
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { type PlannedTrouble, startLdapProxy } from '../servers/ldap-proxy.ts';
import { Op } from '../servers/ldap-wire.ts';
import { FRONTDESK, GROUPS, PEOPLE } from '../servers/slapd-config.ts';
import { openBench } from './bench.ts';
import { onSlapd } from './ldap-stage.ts';
import { ldapWorld } from './ldap-world.ts';

onSlapd(
  'encryption towards OpenLDAP',
  (stage) => {
    const secured = () => {
      const { secure, port } = stage.server();
      if (!secure) throw new Error('started without a certificate');
      return { ldaps: `ldaps://127.0.0.1:${secure.port}`, plain: `ldap://127.0.0.1:${port}`, ca: secure.ca };
    };
    const probed = async (config: object) => {
      const world = await ldapWorld(stage.server(), { tls: 'required', ...config });
      const bench = openBench(world);
      const fault = await bench.connect().probe(AbortSignal.timeout(5000));
      await bench.close();
      await world.stop();
      return fault;
    };

    test('ldaps and StartTLS both reach a server whose certificate is trusted', async () => {
      const { ldaps, plain, ca } = secured();
      expect(await probed({ url: ldaps, ca })).toBeUndefined();
      expect(await probed({ url: plain, ca })).toBeUndefined();
    });

    test('a change, a lock and its proof, and a password go over StartTLS as well', async () => {
      const { plain, ca } = secured();
      const world = await ldapWorld(stage.server(), { tls: 'required', url: plain, ca });
      const bench = openBench(world);
      const ref = await bench.hire(bench.person('encrypted'), ['group:engineering']);
      const issued = await bench.connect().issue?.({ ref, signal: AbortSignal.timeout(5000) });
      expect(issued).toMatchObject({ kind: 'issued' });
      await bench.apply({ kind: 'suspend', ref, revoke: ['group:engineering'] });
      expect(await bench.read(ref)).toMatchObject({ account: 'suspended', entitlements: [] });
      await bench.close();
      await world.stop();
    });

    test('a server whose certificate nobody vouches for hears nothing', async () => {
      const { ldaps, plain } = secured();
      for (const url of [ldaps, plain]) expect(await probed({ url })).toMatchObject({ kind: 'unavailable' });
    });

    test('a server that will not encrypt never hears a password', async () => {
      const proxy = await startLdapProxy(stage.server().port);
      const heard: number[] = [];
      const refuse: PlannedTrouble = {
        kind: 'code',
        code: 2,
        asks: ({ op }) => {
          heard.push(op);
          return op === Op.extended;
        },
      };
      proxy.plan(refuse);
      const fault = await probed({ url: `ldap://127.0.0.1:${proxy.port}`, ca: secured().ca });
      await proxy.stop();
      expect(fault).toEqual({ kind: 'denied', detail: 'the server does not encrypt' });
      expect(heard).not.toContain(Op.bind);
    });

    test('a process that was refused, and one that was not, both come to their end', async () => {
      const url = `ldap://127.0.0.1:${stage.server().port}`;
      const config = { url, tls: 'off', bindDn: FRONTDESK, people: PEOPLE, groups: GROUPS };
      for (const secret of ['wrong', stage.server().frontdeskPassword]) {
        const program = `
          import { ldap } from ${JSON.stringify(resolve('shared/adapters/ldap/index.ts'))};
          const clock = { now: Date.now, deadline: (ms) => AbortSignal.timeout(ms), sleep: async () => {} };
          const ports = { clock, secret: async () => [${JSON.stringify(secret)}] };
          const connection = ldap.connect(ldap.config.parse(${JSON.stringify(config)}), ports);
          console.log((await connection.probe(AbortSignal.timeout(5000)))?.kind ?? 'well');
          await connection.close();`;
        const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { timeout: 20_000 });
        expect(stdout.trim()).toBe(secret === 'wrong' ? 'denied' : 'well');
      }
    });
  },
  { tls: true },
);

const run = promisify(execFile);
