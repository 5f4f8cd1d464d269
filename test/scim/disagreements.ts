// What the rows of a SCIM endpoint do not agree on: a user of which only a part was written shows here.
import type { Item } from '../../shared/ports/table.ts';

/** Every user has its name row, its directory row, is counted once, and each of its versions was told to the pipeline. */
export function disagreements(
  state: readonly Item[],
  { tenant, source }: { readonly tenant: string; readonly source: string },
): readonly string[] {
  const rows = state.filter(({ pk }) => pk.startsWith(`${tenant}#scim#${source}#`));
  const kind = (what: string) => rows.filter(({ pk }) => pk.split('#')[3] === what);
  const ids = new Set(kind('user').map(({ pk }) => pk.split('#')[4] ?? ''));
  const named = kind('userName').map(({ fields }) => String(fields.id));
  const listed = kind('users').map(({ sk }) => sk);
  const counted = kind('count').reduce((sum, { fields }) => sum + Number(fields.users), 0);
  const versions = kind('user').reduce((sum, { fields }) => sum + Number(fields.n), 0);
  const told = state.filter(
    ({ pk, fields }) => pk.startsWith(`${tenant}#in#${source}#`) && ids.has(String(fields.subject)),
  ).length;
  return [
    ...unlike('name rows', named, ids),
    ...unlike('directory rows', listed, ids),
    ...(counted === ids.size ? [] : [`${counted} users are counted, ${ids.size} are there`]),
    ...(told === versions ? [] : [`${told} events were told of ${versions} versions`]),
  ];
}

function unlike(what: string, found: readonly string[], wanted: ReadonlySet<string>): readonly string[] {
  const isSame =
    found.length === wanted.size && found.every((id) => wanted.has(id)) && new Set(found).size === found.length;
  return isSame ? [] : [`${found.length} ${what} do not fit ${wanted.size} users`];
}
