// The tokens that the SCIM app takes: issued and ended over its own small door, kept as digests.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import express, { type Request, type Response } from 'express';

export interface AppTokens {
  isKnown(token: string): boolean;
  /** A new token under this id; the one that the id had before is dead. */
  issue(id: string): string;
  end(token: string): void;
}

/** `first` are the tokens of a first start; from then on the file alone says what is taken. */
export function openAppTokens(file: string | undefined, first: readonly string[]): AppTokens {
  const kept = file !== undefined && existsSync(file);
  const digests = new Map<string, string>(
    kept
      ? Object.entries(JSON.parse(readFileSync(file, 'utf8')))
      : first.map((token, n) => [`first-${n}`, hashOf(token)]),
  );
  const save = (): void => {
    if (file !== undefined) store(file, Object.fromEntries(digests));
  };
  if (!kept) save();
  /** All are compared, so that time tells nothing. */
  const idOf = (token: string): string | undefined => {
    const given = Buffer.from(hashOf(token));
    return [...digests].filter(([, known]) => timingSafeEqual(Buffer.from(known), given))[0]?.[0];
  };
  return {
    isKnown: (token) => idOf(token) !== undefined,
    issue(id) {
      const token = randomBytes(32).toString('base64url');
      digests.set(id, hashOf(token));
      save();
      return token;
    },
    end(token) {
      digests.delete(idOf(token) ?? '');
      save();
    },
  };
}

/** `PUT /tokens/{id}` and `DELETE /tokens/self`, for whoever has a token. */
export function tokenRoutes(tokens: AppTokens): express.Router {
  const router = express.Router();
  router.put('/:id', (request, response) => {
    const { id } = request.params;
    if (!/^[\w-]{8,64}$/.test(id)) response.status(400).end();
    else response.status(201).json({ token: tokens.issue(id) });
  });
  router.delete('/self', (request: Request, response: Response) => {
    tokens.end(bearerOf(request));
    response.status(204).end();
  });
  return router;
}

export function bearerOf(request: Request): string {
  return (request.header('authorization') ?? '').replace(/^Bearer /, '');
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function store(file: string, digests: { readonly [id: string]: string }): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, JSON.stringify(digests), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
