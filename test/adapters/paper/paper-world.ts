// The world of the laws on paper, with a good adapter or one of bad habits.
import { type Direct, type DirectAccount, type Plant, type Trouble, troubles, type World } from '../world.ts';
import { paperAdapter } from './paper-adapter.ts';
import { goodHabits, type Habits } from './paper-habits.ts';
import { type PaperAccount, type PaperServer, startPaperServer } from './paper-server.ts';

export async function startPaperWorld(bad: Partial<Habits> = {}): Promise<World> {
  const server = startPaperServer();
  const plants = troubles.map((trouble): readonly [Trouble, Plant] => [
    trouble,
    async () => {
      server.trouble = trouble;
    },
  ]);
  return {
    adapter: paperAdapter(server, { ...goodHabits, ...bad }),
    config: {},
    secret: { good: server.token, wrong: 'paper-wrong-18c3' },
    entitlements: server.entitlements,
    direct: directTo(server),
    troubles: Object.fromEntries(plants) as { readonly [T in Trouble]: Plant },
    heal: async () => {
      server.trouble = undefined;
    },
    calls: () => server.calls,
    openConnections: async () => server.open.size,
    stop: async () => undefined,
  };
}

function directTo(server: PaperServer): Direct {
  const { accounts } = server;
  const byName = (userName: string) =>
    [...accounts.values()].filter((account) => account.userName.toLowerCase() === userName.toLowerCase());
  const held = (id: string) => accounts.get(id)?.held ?? [];
  return {
    named: async (userName) => byName(userName).map(shown),
    account: async (id) => [accounts.get(id)].flatMap((account) => (account ? [shown(account)] : []))[0],
    createForeign: async (userName) => server.make({ userName, profile: { userName } }).id,
    remove: async (id) => void accounts.delete(id),
    setActive: async (id, active) => void server.edit(id, { active }),
    grant: async (id, name) => void server.edit(id, { held: [...held(id), name] }),
    revoke: async (id, name) => void server.edit(id, { held: held(id).filter((other) => other !== name) }),
    holders: async (name) =>
      [...accounts.values()].filter((account) => account.held.includes(name)).map(({ id }) => id),
    logIn: async (id) => {
      const account = accounts.get(id);
      if (!account?.active) return undefined;
      const session = `${Math.random()}`;
      server.edit(id, { sessions: [...account.sessions, session] });
      const alive = async () => accounts.get(id)?.sessions.includes(session) ?? false;
      return { alive, end: async () => void endSession(server, id, session) };
    },
    logInWith: async (userName, secret) => byName(userName).some((account) => account.password === secret),
  };
}

function endSession(server: PaperServer, id: string, session: string): void {
  const account = server.accounts.get(id);
  if (account) server.edit(id, { sessions: account.sessions.filter((other) => other !== session) });
}

function shown({ id, userName, active, held, profile }: PaperAccount): DirectAccount {
  return { id, userName, active, entitlements: held, details: profile };
}
