// Where each source posts to: paths below the running Frontdesk's own address, and no word of secrets.
import type { Settings } from '../../model/settings.ts';

export interface SourceView {
  readonly vendor: string;
  /** Absent: it sends nothing, its file is imported. */
  readonly path?: string;
}

export function sourcesView({ sources }: Pick<Settings, 'sources'>): { readonly [name: string]: SourceView } {
  return Object.fromEntries(
    Object.entries(sources).map(([name, { vendor }]) => {
      const path = vendor === 'scim' ? `scim/${name}/v2` : `hooks/${name}`;
      return [name, { vendor, ...(vendor !== 'csv' && { path }) }];
    }),
  );
}
