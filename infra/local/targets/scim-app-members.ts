// Joining and leaving a group without scimmy, which rebuilds the whole group, some 0.1 ms a member, each time somebody does.
import type { NextFunction, Request, Response } from 'express';
import type { AppStore } from './scim-app-store.ts';

interface Operation {
  readonly op?: unknown;
  readonly path?: unknown;
  readonly value?: unknown;
}

/** Takes PATCHes that only add members or remove them one by one; all others go on to scimmy. */
export function memberPatches(store: AppStore) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const [, groupId = ''] = /^\/Groups\/([\w-]+)$/.exec(request.path) ?? [];
    const operations = (request.body as { Operations?: readonly Operation[] } | undefined)?.Operations;
    const moves = request.method === 'PATCH' && Array.isArray(operations) ? operations.map(movesOf) : [];
    const users = moves.flatMap((move) => move?.users ?? []);
    const isOurs = moves.length > 0 && moves.every((move) => move !== undefined);
    if (!isOurs || !store.get('group', groupId) || !users.every((id) => store.get('user', id))) {
      next();
      return;
    }
    for (const move of moves) for (const user of move?.users ?? []) store.setMember(groupId, user, move?.isIn ?? false);
    response.status(204).end();
  };
}

function movesOf({
  op,
  path,
  value,
}: Operation): { readonly isIn: boolean; readonly users: readonly string[] } | undefined {
  const [, leaver] = /^members\[value eq "([\w-]+)"\]$/.exec(String(path)) ?? [];
  if (op === 'remove' && leaver) return { isIn: false, users: [leaver] };
  if (op !== 'add' || path !== 'members' || !Array.isArray(value)) return undefined;
  const users = value.map((member: { value?: unknown }) => member.value);
  return users.every((id) => typeof id === 'string') ? { isIn: true, users } : undefined;
}
