// Every law of the store, in the order in which a newcomer should read them.
import type { Law } from './law.ts';
import { tableLimitLaws } from './table-limit-laws.ts';
import { tableReadLaws } from './table-read-laws.ts';
import type { TableSubject } from './table-subject.ts';
import { tableWriteLaws } from './table-write-laws.ts';

export const tableLaws: readonly Law<TableSubject>[] = [...tableWriteLaws, ...tableReadLaws, ...tableLimitLaws];
