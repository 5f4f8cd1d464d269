// What the tests of LDAP alone share: one slapd for a file, a bench over it, and the server's own settings to turn.
import { afterAll, beforeAll, describe, test } from 'vitest';
import { slapdProgram, startTestSlapd, type TestSlapd } from '../servers/slapd.ts';
import { type Bench, openBench } from './bench.ts';
import { type LdapWorld, ldapWorld } from './ldap-world.ts';

export interface LdapStage {
  server(): TestSlapd;
  world(): LdapWorld;
  bench(): Bench;
}

/** Registers `tests` with a server that is started before them; in CI a missing slapd is a failure. */
export function onSlapd(
  name: string,
  tests: (stage: LdapStage) => void,
  options: { readonly tls?: boolean } = {},
): void {
  const found = slapdProgram();
  if ('missing' in found) {
    test(name, (context) => {
      if (process.env.CI) throw new Error(`missing: ${found.missing}`);
      context.skip(`missing: ${found.missing}`);
    });
    return;
  }
  describe(name, () => {
    let started: { readonly server: TestSlapd; readonly world: LdapWorld; readonly bench: Bench } | undefined;
    const running = () => {
      if (!started) throw new Error('slapd is not started');
      return started;
    };
    beforeAll(async () => {
      const server = await startTestSlapd(options);
      const world = await ldapWorld(server);
      started = { server, world, bench: openBench(world) };
    });
    afterAll(async () => {
      await started?.bench.close();
      await started?.world.stop();
      await started?.server.stop();
    });
    tests({ server: () => running().server, world: () => running().world, bench: () => running().bench });
  });
}
