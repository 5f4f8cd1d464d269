// What npm gets wrong in package-lock.json, put right: an older npm must not leave out a platform's package, nor a newer one refuse the lock.
/** The keys that matter here, in the order in which npm wrote them: no schema, which would reorder them. */
interface Package {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly engines?: unknown;
  readonly inBundle?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
interface Lock {
  readonly packages: Readonly<Record<string, Package>>;
}

/**
 * The lock of `text` with what it lacks:
 * - a registry that has no package of another platform makes npm leave it out, and then `npm ci` of npm 11 refuses the lock;
 * - npm silently leaves out an optional package whose `engines` do not fit the Node it runs under. Ours run under the Node we bring.
 */
export function mendedLock(text: string): string {
  const lock: Lock = JSON.parse(text);
  const packages: Record<string, Package> = { ...lock.packages };
  for (const [path, { optionalDependencies, inBundle, ...one }] of Object.entries(lock.packages))
    for (const [name, version] of Object.entries(inBundle ? {} : (optionalDependencies ?? {})))
      if (/^\d/.test(version) && !isFound(packages, path, name))
        packages[`node_modules/${name}`] = platformPackage(name, version, one);
  const paths = Object.keys(packages).sort((one, other) => (one < other ? -1 : 1));
  const mended = paths.map((path) => [path, anyEngine(packages[path] ?? {})]);
  return `${JSON.stringify({ ...lock, packages: Object.fromEntries(mended) }, null, 2)}\n`;
}

function anyEngine(one: Package): Package {
  if (!one.optional) return one;
  const { engines, ...rest } = one;
  return rest;
}

/** `@biomejs/cli-linux-x64-musl` says itself where it runs. Its checksum is unknown here; npm adds it where it can. */
function platformPackage(name: string, version: string, parent: Package): object {
  const where = /(?<os>android|darwin|freebsd|linux|openharmony|win32)-(?<cpu>[a-z0-9]+)(?:-(?<abi>[a-z]+))?/.exec(
    name,
  );
  if (!where?.groups) throw new Error(`${name} is missing in the lock, and its name tells no platform`);
  const { os, cpu, abi = '' } = where.groups;
  const libc =
    os !== 'linux' ? undefined : abi.startsWith('musl') ? 'musl' : abi.startsWith('gnu') ? 'glibc' : undefined;
  return {
    version,
    cpu: [cpu],
    ...(parent.dev ? { dev: true } : {}),
    ...(libc ? { libc: [libc] } : {}),
    ...(parent.license ? { license: parent.license } : {}),
    optional: true,
    os: [os],
  };
}

/** Looks where Node looks: in the package's own folder, then in each folder above it. */
function isFound(packages: Readonly<Record<string, unknown>>, from: string, name: string): boolean {
  const here = from === '' ? `node_modules/${name}` : `${from}/node_modules/${name}`;
  if (here in packages) return true;
  if (from === '') return false;
  const above = from.lastIndexOf('/node_modules/');
  return isFound(packages, above === -1 ? '' : from.slice(0, above), name);
}
