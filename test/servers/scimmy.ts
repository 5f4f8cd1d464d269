// scimmy and scimmy-routers, as the laptop run starts them, in this process and without a journal.
import { startScimApp } from '../../infra/local/targets/scim-app.ts';
import type { ScimServer } from '../adapters/scim-world.ts';

/** With `scimmyOnly`, scimmy alone answers everything. */
export async function startScimmy(options: { readonly scimmyOnly: boolean }): Promise<ScimServer> {
  const token = 'scimmy-token-5f0e';
  const groups = ['engineering', 'sales "EMEA"', 'Ünïcode & Söhne'] as const;
  const app = await startScimApp({ port: 0, tokens: [token], groups, ...options });
  return { origin: app.url, path: '/scim/v2', token, groups, stop: () => app.stop() };
}
