// A SCIM app to watch: scimmy's routers on 127.0.0.1, bearer tokens, a page of its accounts, and a journal that lasts.
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express, { type NextFunction, type Request, type Response } from 'express';
import SCIMMYRouters from 'scimmy-routers';
import { memberPatches } from './scim-app-members.ts';
import { accountsOf, accountsPage } from './scim-app-page.ts';
import { declareResources } from './scim-app-resources.ts';
import { type AppStore, openAppStore } from './scim-app-store.ts';
import { type AppTokens, bearerOf, openAppTokens, tokenRoutes } from './scim-app-tokens.ts';

export interface RunningScimApp {
  /** A page of all accounts; `/accounts.json` is the same for machines. */
  readonly url: string;
  /** What a SCIM client calls: below it are /Users and /Groups. */
  readonly baseUrl: string;
  /** Where whoever has a token gets another one, and ends one. */
  readonly tokenUrl: string;
  /** Calls since the start whose token was not taken. */
  refused(): number;
  stop(): Promise<void>;
}

let declared = false;

/**
 * Starts the app. `port` 0 takes a free one; without `dataDir` nothing is kept; any of `tokens` is taken, at the first start of a
 * `dataDir`; `groups` exist from the start.
 */
export async function startScimApp(options: {
  readonly dataDir?: string;
  readonly port: number;
  readonly tokens: readonly string[];
  readonly groups?: readonly string[];
  /** Leave every PATCH of a group to scimmy: slow in large groups. */
  readonly scimmyOnly?: boolean;
}): Promise<RunningScimApp> {
  const { dataDir } = options;
  const store = openAppStore(dataDir === undefined ? undefined : join(dataDir, 'scim-app.jsonl'));
  const tokens = openAppTokens(
    dataDir === undefined ? undefined : join(dataDir, 'scim-app-tokens.json'),
    options.tokens,
  );
  for (const displayName of options.groups ?? []) seedGroup(store, displayName);
  // scimmy knows one set of resources a process; a second app shares it, with a store of its own.
  if (!declared) declareResources();
  declared = true;

  const refused = { count: 0 };
  const app = express();
  app.disable('x-powered-by');
  app.use(onlyThisMachine);
  app.get('/', (_, response) => void response.type('html').send(accountsPage(accountsOf(store))));
  app.get('/accounts.json', (_, response) => void response.json(accountsOf(store)));
  app.use('/tokens', authorised(tokens, refused), tokenRoutes(tokens));
  app.use('/scim/v2', authorised(tokens, refused), ownQuery, oneWriteAtATime());
  if (!options.scimmyOnly) app.use('/scim/v2', express.json({ type: scimTypes, limit: '5mb' }), memberPatches(store));
  app.use('/scim/v2', scimRouters(store));
  // The default handler would print the stack, and with it what people sent.
  // biome-ignore lint/complexity/useMaxParams: express knows an error handler by its four parameters
  app.use((_error: unknown, _request: Request, response: Response, next: NextFunction) =>
    response.headersSent ? next() : void response.status(500).end(),
  );

  const server = await listen(app, options.port);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    baseUrl: `${url}/scim/v2`,
    tokenUrl: `${url}/tokens`,
    refused: () => refused.count,
    stop: () => stop(server),
  };
}

const scimTypes = ['application/scim+json', 'application/json'];

function scimRouters(store: AppStore) {
  return new SCIMMYRouters({ type: 'bearer', handler: () => 'frontdesk', context: () => store });
}

function authorised(tokens: AppTokens, refused: { count: number }) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const isKnown = tokens.isKnown(bearerOf(request));
    refused.count += isKnown ? 0 : 1;
    if (isKnown) next();
    else response.status(401).set('www-authenticate', 'Bearer').end();
  };
}

/** The page shows people: another site's script must not reach it through a name that points here. */
function onlyThisMachine(request: Request, response: Response, next: NextFunction): void {
  if (['127.0.0.1', 'localhost'].includes(request.hostname)) next();
  else response.status(403).end();
}

/** scimmy turns `startIndex` and `count` into numbers in place; express 5 would parse the query anew at each look. */
function ownQuery(request: Request, _response: Response, next: NextFunction): void {
  Object.defineProperty(request, 'query', { value: { ...request.query }, writable: true });
  next();
}

/** scimmy patches by reading, editing and writing back: two at once on one group would lose a member. */
function oneWriteAtATime() {
  let turn: Promise<void> = Promise.resolve();
  return (request: Request, response: Response, next: NextFunction): void => {
    const takeTurn = (done: () => void) => {
      response.once('close', done);
      next();
    };
    if (request.method === 'GET') next();
    else turn = turn.then(() => new Promise(takeTurn));
  };
}

function seedGroup(store: AppStore, displayName: string): void {
  if (store.equal('group', 'displayName', displayName).length > 0) return;
  const now = new Date().toISOString();
  store.put('group', { id: randomUUID(), displayName, meta: { created: now, lastModified: now } });
}

function listen(app: express.Express, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, '127.0.0.1', (error?: Error) => (error ? reject(error) : resolve(server)));
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
