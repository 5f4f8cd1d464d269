// The registry: a source is one folder and one line here, with the door that its vendor comes by.
import type { Source } from '../ports/source.ts';

/** `files`: nobody calls, operators bring its files. */
export type Door = 'hooks' | 'scim' | 'files';

type Line = readonly [door: Door, load: () => Promise<Source>];

const sources: { readonly [vendor: string]: Line } = {
  bamboohr: ['hooks', async () => (await import('./bamboohr/index.ts')).bamboohr],
  csv: ['files', async () => (await import('./csv/index.ts')).csv],
  okta: ['hooks', async () => (await import('./okta/index.ts')).okta],
  scim: ['scim', async () => (await import('./scim/index.ts')).scimServer],
  'standard-webhooks': ['hooks', async () => (await import('./standard-webhooks/index.ts')).standardWebhooks],
};

/** The vendors that `frontdesk.yaml` may name. */
export const sourceNames: readonly string[] = Object.keys(sources).sort();

/** The source of that vendor, loaded when it is first asked for; undefined when there is none of that name. */
export async function sourceByName(vendor: string): Promise<Source | undefined> {
  return lineOf(vendor)?.[1]();
}

/** By which door that vendor comes; undefined when there is none of that name. Loads nothing. */
export function doorOf(vendor: string): Door | undefined {
  return lineOf(vendor)?.[0];
}

function lineOf(vendor: string): Line | undefined {
  return Object.hasOwn(sources, vendor) ? sources[vendor] : undefined;
}
