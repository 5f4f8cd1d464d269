// The page of the SCIM app: who has an account, in which groups, and whether it is open.
import type { AppStore } from './scim-app-store.ts';

export interface AppAccount {
  readonly id: string;
  readonly userName: string;
  readonly name: string;
  readonly state: 'active' | 'suspended';
  readonly groups: readonly string[];
  /** The provisioner's mark: who this account is of. */
  readonly externalId: string;
}

/** All accounts by name. */
export function accountsOf(store: AppStore): readonly AppAccount[] {
  const accounts = store.all('user').map((user): AppAccount => {
    const held = store.groupsOf(user.id).map((group) => String(group.displayName));
    return {
      id: user.id,
      userName: String(user.userName),
      name: String(user.displayName ?? ''),
      state: user.active === false ? 'suspended' : 'active',
      groups: held.sort(),
      externalId: String(user.externalId ?? ''),
    };
  });
  return accounts.sort((a, b) => a.userName.localeCompare(b.userName));
}

/** The page, refreshed by the browser every two seconds. */
export function accountsPage(accounts: readonly AppAccount[]): string {
  const rows = accounts.map(
    (account) =>
      `<tr class="${account.state}"><td>${escaped(account.userName)}</td><td>${escaped(account.name)}</td>` +
      `<td>${account.state}</td><td>${escaped(account.groups.join(', '))}</td><td>${escaped(account.externalId)}</td></tr>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="2">
<title>SCIM app: ${accounts.length} accounts</title>
<style>body{font:14px system-ui;margin:2rem}td,th{text-align:left;padding:.2rem 1rem .2rem 0}.suspended{color:#999}</style></head>
<body><h1>${accounts.length} accounts</h1>
<table><tr><th>User name<th>Name<th>State<th>Groups<th>External id</tr>
${rows.join('\n')}
</table></body></html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
