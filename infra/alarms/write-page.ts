// `npm run docs:slo`: writes docs/slo.md.
import { writeFileSync } from 'node:fs';
import { sloPage } from './page.ts';

writeFileSync(new URL('../../docs/slo.md', import.meta.url), sloPage());
