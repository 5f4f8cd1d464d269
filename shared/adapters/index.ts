// The registry: a target is one folder and one line here.
import type { Adapter } from '../ports/adapter.ts';

const adapters: { readonly [name: string]: () => Promise<Adapter> } = {
  keycloak: async () => (await import('./keycloak/index.ts')).keycloak,
  ldap: async () => (await import('./ldap/index.ts')).ldap,
  postgres: async () => (await import('./postgres/index.ts')).postgres,
  scim: async () => (await import('./scim/index.ts')).scim,
};

/** The adapters that `frontdesk.yaml` may name. */
export const adapterNames: readonly string[] = Object.keys(adapters).sort();

/** The adapter of that name, loaded when it is first asked for; undefined when there is none. */
export async function adapterByName(name: string): Promise<Adapter | undefined> {
  return Object.hasOwn(adapters, name) ? adapters[name]?.() : undefined;
}
