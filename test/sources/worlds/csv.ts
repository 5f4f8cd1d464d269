// A file of three people as an HR system exports it.
import { csv } from '../../../shared/sources/csv/index.ts';
import type { FileWorld } from '../file-world.ts';

const HEAD = 'id,userName,department,startDate,endDate,zone\n';

export const csvWorld: FileWorld = {
  source: csv,
  config: {},
  whole: `${HEAD}4711,mara.lind,Kitchen,2024-02-01,,Europe/Oslo\n4712,jo,"Front; ""desk""",,2026-12-31,\n4713,kim,,,,\n#rows,3\n`,
  subjects: ['4711', '4712', '4713'],
  empty: `${HEAD}#rows,0\n`,
  torn: { text: `${HEAD}4711,mara.lind,Kitchen,2024-02-01,,Europe/Oslo\n4712,jo\n4713,kim,,,,\n#rows,3\n`, line: 3 },
};
