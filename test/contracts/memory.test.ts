// The stores of the simulator pass the same laws as the real ones.
import { describe } from 'vitest';
import { memoryTable } from '../memory/memory-table.ts';
import { holdTo } from './law.ts';
import { tableLaws } from './table-laws.ts';

describe('the table in memory', () => {
  const table = memoryTable();
  holdTo(tableLaws, () => ({ table, settleIndex: async () => {} }));
});
