// The names of secrets in the settings: each is given to one place alone, since it is rotated there and nowhere else.

/** Whose tokens open the operators' API: digests. */
export const OPERATORS = 'frontdesk/operators';
/** Stands for the key that signs heads; no secret in Secrets Manager. */
export const AUDIT_KEY = 'audit-key';

interface Named {
  readonly sources: {
    readonly [name: string]: { readonly secret?: string | undefined; readonly credential?: string | undefined };
  };
  readonly targets: { readonly [name: string]: { readonly secret: string } };
}

export interface SecretClash {
  /** Where it is named once more. */
  readonly path: readonly [part: string, name: string, key: string];
  readonly message: string;
}

/** Each name that another place has already: a value rotated for the one would be wrong for the other, and readable by whoever serves it. */
export function secretClashes({ sources, targets }: Named): readonly SecretClash[] {
  const named = [
    ...Object.entries(sources).flatMap(([name, { secret, credential }]) => [
      { path: ['sources', name, 'secret'] as const, secret },
      { path: ['sources', name, 'credential'] as const, secret: credential },
    ]),
    ...Object.entries(targets).map(([name, { secret }]) => ({ path: ['targets', name, 'secret'] as const, secret })),
  ];
  const holders = new Map([
    [OPERATORS, "the operators' list"],
    [AUDIT_KEY, "the audit log's key"],
  ]);
  return named.flatMap(({ path, secret }) => {
    if (secret === undefined) return [];
    const holder = holders.get(secret);
    if (holder === undefined) holders.set(secret, path.join('.'));
    return holder === undefined
      ? []
      : [{ path, message: `is the name of ${holder} already; give each a secret of its own` }];
  });
}
