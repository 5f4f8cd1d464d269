// The list of what the product is made of (CycloneDX), as npm writes it from the lock, mended and checked against the lock.
import * as z from 'zod';
import { licenceOf } from './licences.ts';
import type { Locked } from './locked.ts';

const Component = z.looseObject({
  'bom-ref': z.string(),
  name: z.string(),
  version: z.string().optional(),
  purl: z.string().optional(),
  scope: z.string().optional(),
  licenses: z.array(z.looseObject({})).optional(),
  hashes: z.array(z.object({ alg: z.string(), content: z.string() })).optional(),
  properties: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
});
type Component = z.infer<typeof Component>;

const Sbom = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.string(),
  metadata: z.looseObject({ component: Component }),
  components: z.array(Component),
  dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()).optional() })),
});
export type Sbom = z.infer<typeof Sbom>;

/** npm's mark of what is not shipped. */
const FOR_DEVELOPMENT = 'cdx:npm:package:development';

/**
 * What npm 11 gets wrong, put right: it calls the product by its folder, and of a package that lies in several places it shows
 * one, though another may be shipped, or have the hash. Throws when `text` is no CycloneDX.
 */
export function mendedSbom(text: string, packages: readonly Locked[]): Sbom {
  const sbom = Sbom.parse(JSON.parse(text));
  const shipped = new Map(packages.filter(isShipped).map((one) => [nameOf(one), one]));
  const component = { ...sbom.metadata.component, name: 'frontdesk' };
  const components = sbom.components.map((one) => mended(one, shipped.get(nameOf(one))));
  return { ...sbom, metadata: { ...sbom.metadata, component }, components };
}

function mended(one: Component, shipped: Locked | undefined): Component {
  if (!shipped) return one;
  const licence = licenceOf(shipped);
  const { scope, ...rest } = one;
  return {
    ...rest,
    // The scope was that of another place too; without one a package is required.
    ...(scope !== undefined && !isForDevelopment(one) && { scope }),
    ...(one.properties && { properties: one.properties.filter(({ name }) => name !== FOR_DEVELOPMENT) }),
    licenses: one.licenses?.length || !licence ? one.licenses : [{ license: { id: licence } }],
    hashes: one.hashes ?? (shipped.integrity === undefined ? [] : [hashOf(shipped.integrity)]),
  };
}

/** A sentence for each thing that a reader of the list would miss: it needs what we ship whole, and each name to resolve. */
export function sbomGaps(sbom: Sbom, packages: readonly Locked[]): readonly string[] {
  const components = new Map(sbom.components.map((one) => [nameOf(one), one]));
  const refs = new Set([sbom.metadata.component, ...sbom.components].map((one) => one['bom-ref']));
  const named = sbom.dependencies.flatMap(({ ref, dependsOn = [] }) => [ref, ...dependsOn]);
  return [
    ...packages.filter(isShipped).flatMap((one) => gapsOf(one, components.get(nameOf(one)))),
    ...named.filter((ref) => !refs.has(ref)).map((ref) => `${ref} is depended on, and not in the list`),
  ];
}

function gapsOf(shipped: Locked, found: Component | undefined): readonly string[] {
  const what = nameOf(shipped);
  if (!found) return [`${what} is not in the list`];
  const purl = `pkg:npm/${what.replace(/^@/, '%40')}`;
  return [
    ...(found.purl === purl ? [] : [`${what} has not the purl ${purl}`]),
    ...(found.licenses?.length ? [] : [`${what} has no licence`]),
    ...(hasHash(found, shipped) ? [] : [`${what} has not the hash of the lock`]),
    ...(isForDevelopment(found) ? [`${what} is shipped, and marked as if it were not`] : []),
  ];
}

function nameOf({ name, version }: { readonly name: string; readonly version?: string | undefined }): string {
  return `${name}@${version}`;
}

function isShipped({ use }: Locked): boolean {
  return use === 'production';
}

function isForDevelopment({ properties = [] }: Component): boolean {
  return properties.some(({ name }) => name === FOR_DEVELOPMENT);
}

function hasHash({ hashes = [] }: Component, { integrity }: Locked): boolean {
  if (integrity === undefined) return false;
  const wanted = hashOf(integrity);
  return hashes.some(({ alg, content }) => alg === wanted.alg && content === wanted.content);
}

/** `sha512-<base64>` in the lock is `SHA-512` in hexadecimal there. */
function hashOf(integrity: string): { readonly alg: string; readonly content: string } {
  const [algorithm = '', base64 = ''] = integrity.split('-');
  return { alg: algorithm.replace('sha', 'SHA-'), content: Buffer.from(base64, 'base64').toString('hex') };
}
