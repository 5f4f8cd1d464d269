// `npm run sbom`: writes what the product is made of to sbom.cdx.json, or says what the list lacks.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { lockedHere } from './locked.ts';
import { npmSbom } from './npm.ts';
import { mendedSbom, sbomGaps } from './sbom.ts';

const packages = lockedHere();
const sbom = mendedSbom(await npmSbom(), packages);
const gaps = sbomGaps(sbom, packages);
if (gaps.length === 0) {
  writeFileSync(resolve(import.meta.dirname, '../../sbom.cdx.json'), `${JSON.stringify(sbom, null, 2)}\n`);
  console.log(`sbom.cdx.json: CycloneDX ${sbom.specVersion}, ${sbom.components.length} packages`);
} else {
  console.error(`No list was written: it would lack this.\n${gaps.join('\n')}`);
  process.exitCode = 1;
}
