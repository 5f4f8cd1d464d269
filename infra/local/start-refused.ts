// A start that cannot be is told in one sentence that says what, why and what next.

export class StartRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StartRefused';
  }
}

interface SystemError extends Error {
  readonly code?: string;
  readonly path?: string;
  readonly syscall?: string;
}

const UNWRITABLE = ['ENOENT', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENAMETOOLONG'];

/** The sentence for what the machine refuses; any other error as it is. LevelDB, SQLite and PostgreSQL tell it as a cause or in words. */
export function asRefusal(error: unknown, { port, data }: { readonly port: number; readonly data: string }): unknown {
  const all = withCauses(error);
  const has = (code: string) => all.some((one) => one.code === code);
  if (error instanceof StartRefused) return error;
  if (has('EADDRINUSE'))
    return new StartRefused(`a port between ${port} and ${port + 8} is taken on 127.0.0.1; start with another --port`);
  if (all.some(mayNotListen))
    return new StartRefused(
      `ports from ${port} to ${port + 8} are not ours to listen on; start with --port 1024 or more`,
    );
  if (has('ENOSPC') || all.some(({ message }) => /no space left|disk is full/i.test(message)))
    return new StartRefused('the disk is full; nothing was lost: free some space and start again');
  if (has('LEVEL_LOCKED'))
    return new StartRefused(`${data} is in use by another process; stop it, or start with another --data folder`);
  const unwritable = all.find(
    ({ code = '', path, syscall = '' }) => path && UNWRITABLE.includes(code) && !syscall.startsWith('spawn'),
  );
  if (unwritable)
    return new StartRefused(`${unwritable.path} cannot be used (${unwritable.code}); start with another --data folder`);
  return error;
}

/** Ports below 1024 belong to root, and PostgreSQL never runs as root. */
function mayNotListen({ code, syscall, message }: SystemError): boolean {
  return (code === 'EACCES' && syscall === 'listen') || /could not bind .*: Permission denied/.test(message);
}

function withCauses(error: unknown): readonly SystemError[] {
  return error instanceof Error ? [error, ...withCauses(error.cause)] : [];
}
