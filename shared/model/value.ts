// The one form in which values of attributes are kept: what sources send, what a policy asks for and what its tests give are held against each other.

/** A value without stray space, in Unicode's composed form; empty where nothing of it is left. */
export function asKept(value: string): string {
  return value.normalize('NFC').trim().replaceAll(/\s+/g, ' ');
}
