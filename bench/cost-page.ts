// `node bin/run.js bench/cost-page.ts`: writes docs/cost.md anew, out of units counted now and the prices in monthly-bill.ts.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { lifeBills } from '../test/cost/event-bill.ts';
import { costPage } from './cost-text.ts';
import { assumed } from './monthly-bill.ts';

const page = join(resolve(import.meta.dirname, '..'), 'docs/cost.md');
writeFileSync(page, costPage(await lifeBills(assumed.targets, 'alike')));
console.log(`${page} is written`);
