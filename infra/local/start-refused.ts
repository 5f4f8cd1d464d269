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

const UNWRITABLE = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENAMETOOLONG'];

/** The sentence for what the machine refuses; any other error as it is. LevelDB, SQLite and PostgreSQL tell it as a cause or in words. */
export function asRefusal(error: unknown, { port, data }: { readonly port: number; readonly data: string }): unknown {
  const all = withCauses(error);
  const has = (code: string) => all.some((one) => one.code === code);
  if (error instanceof StartRefused) return error;
  if (has('EADDRINUSE'))
    return new StartRefused(`a port between ${port} and ${port + 8} is taken on 127.0.0.1; start with another --port`);
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

function withCauses(error: unknown): readonly SystemError[] {
  return error instanceof Error ? [error, ...withCauses(error.cause)] : [];
}
