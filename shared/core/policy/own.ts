// A name out of a policy, looked up: `constructor` is a name that people may give, and every object has one.

/** What stands in `named` under that name by itself; undefined where nothing does. */
export function ownOf<T>(named: { readonly [name: string]: T } | undefined, name: string): T | undefined {
  return named !== undefined && Object.hasOwn(named, name) ? named[name] : undefined;
}
