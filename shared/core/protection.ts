// Accounts that are never touched: those of emergencies and of services, by user name or by the target's own id.

/** `names` as the settings list them for one target. User names are compared without their case. */
export function isNamed(
  names: readonly string[],
  { userName, remoteId }: { readonly userName: string; readonly remoteId?: string },
): boolean {
  const isByName = names.some((name) => name.toLowerCase() === userName.toLowerCase());
  return isByName || (remoteId !== undefined && names.includes(remoteId));
}
