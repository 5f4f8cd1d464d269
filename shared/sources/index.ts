// The registry: a source is one folder and one line here.
import type { Source } from '../ports/source.ts';

const sources: { readonly [vendor: string]: () => Promise<Source> } = {
  bamboohr: async () => (await import('./bamboohr/index.ts')).bamboohr,
  csv: async () => (await import('./csv/index.ts')).csv,
  okta: async () => (await import('./okta/index.ts')).okta,
  scim: async () => (await import('./scim/index.ts')).scimServer,
  'standard-webhooks': async () => (await import('./standard-webhooks/index.ts')).standardWebhooks,
};

/** The vendors that `frontdesk.yaml` may name. */
export const sourceNames: readonly string[] = Object.keys(sources).sort();

/** The source of that vendor, loaded when it is first asked for; undefined when there is none of that name. */
export async function sourceByName(vendor: string): Promise<Source | undefined> {
  return Object.hasOwn(sources, vendor) ? sources[vendor]?.() : undefined;
}
