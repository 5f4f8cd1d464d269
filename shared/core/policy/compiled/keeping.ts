// What has been made of a text is kept, up to a number of texts: people may bring as many as they like.

/** Makes it once for a key, and again when more than `most` have been asked for and all were let go. */
export function keeping<V extends object>(most: number): (key: string, make: () => V) => V {
  const known = new Map<string, V>();
  return (key, make) => {
    const found = known.get(key);
    if (found) return found;
    if (known.size >= most) known.clear();
    const made = make();
    known.set(key, made);
    return made;
  };
}
