// `npm run sbom`: writes what the product is made of to sbom.cdx.json, or says what the list lacks.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isHelpAsked } from '../quality/no-flags.ts';
import { lockedHere } from './locked.ts';
import { npmSbom } from './npm.ts';
import { mendedSbom, sbomGaps } from './sbom.ts';

const HELP = `Writes what the product is made of to sbom.cdx.json (CycloneDX): each package with version, purl, licence and the lock's hash.

  npm run sbom

Exit code 0 when it is written, 1 when something would be missing in it.
`;

async function main(): Promise<void> {
  if (isHelpAsked(HELP)) return;
  const packages = lockedHere();
  const sbom = mendedSbom(await npmSbom(), packages);
  const gaps = sbomGaps(sbom, packages);
  if (gaps.length > 0) throw new Error(`no list was written, it would lack this:\n${gaps.join('\n')}`);
  writeFileSync(resolve(import.meta.dirname, '../../sbom.cdx.json'), `${JSON.stringify(sbom, null, 2)}\n`);
  console.log(`sbom.cdx.json: CycloneDX ${sbom.specVersion}, ${sbom.components.length} packages`);
}

main().catch((error: unknown) => {
  console.error(`frontdesk: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
