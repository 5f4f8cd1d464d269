// A file of people: read strictly, and whole only when it can prove it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Statement } from '../../shared/model/event.ts';
import { csv } from '../../shared/sources/csv/index.ts';
import { digest, NOW } from './world.ts';

function read(text: string | Uint8Array, config: object = {}) {
  const snapshot = csv.snapshot?.(Buffer.from(text), { config: csv.config.parse(config), now: NOW, digest });
  if (!snapshot) throw new Error('no snapshot');
  return snapshot;
}

const whole = (text: string, config?: object) => {
  const answer = read(text, config);
  return answer.kind === 'snapshot' ? answer.certificate?.rows : undefined;
};
const ids = (text: string) => {
  const answer = read(text);
  return answer.kind === 'snapshot' ? answer.people.map(({ subject }) => subject) : answer.what;
};
const refused = (text: string) => {
  const answer = read(text);
  return answer.kind === 'snapshot' ? answer.refused.map(({ line }) => line) : answer.what;
};

describe('a file of people', () => {
  test('gives the whole statement of each, with first and last day', () => {
    expect(
      read(
        'id,userName,Department,start_date,endDate,zone\n7,mara,Kitchen,2024-02-01,2026-12-31,Asia/Tokyo\n#rows,1\n',
      ),
    ).toEqual({
      kind: 'snapshot',
      people: [
        {
          subject: '7',
          statement: {
            whole: true,
            attributes: { userName: 'mara', department: 'Kitchen', zone: 'Asia/Tokyo' },
            turns: [
              { status: 'active', at: { date: '2024-02-01' } },
              { status: 'left', at: { date: '2027-01-01' } },
            ],
          },
        },
      ],
      refused: [],
      columns: ['id', 'userName', 'department', 'startDate', 'endDate', 'zone'],
      certificate: { complete: true, rows: 1, digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  test('may have semicolons, quotes, line breaks within them, CRLF and a byte order mark', () => {
    const answer = read('\ufeff"id";"title";"site"\r\n"1";"Head; of ""all""\nthings";Oslo\r\n');
    expect(answer).toMatchObject({
      people: [{ subject: '1', statement: { attributes: { title: 'Head; of "all"\nthings', site: 'Oslo' } } }],
    });
    expect(whole('\ufeff"id";"title"\r\n"1";"a,b,c"\r\n#rows;1\r\n')).toBe(1);
  });

  test('may name its columns otherwise, and have some that are left out', () => {
    const config = { columns: { 'Staff No': 'id', 'Cost centre': 'costCentre' }, ignore: ['Salary'] };
    expect(read('Staff No,Cost centre,salary\n1,K-4,1000\n', config)).toMatchObject({
      people: [{ subject: '1', statement: { attributes: { costCentre: 'K-4' } } }],
      columns: ['id', 'costCentre'],
    });
  });

  test('stops at a column that is not known, missing or there twice, names it and guesses what it means', () => {
    expect(read('id,departement\n1,a\n')).toEqual({
      kind: 'invalid',
      what: expect.stringContaining('column 2, "departement", is not known, perhaps it is "department"'),
    });
    expect(read(`id,${'x'.repeat(500)}\n1,a\n`)).toEqual({
      kind: 'invalid',
      what: "column 2 is not known; map it in the source's config.columns, or leave it out with config.ignore",
    });
    expect(read('id,Cost centre\n1,a\n')).toMatchObject({ what: expect.stringContaining('column 2, "Cost centre",') });
    expect(read('id,mara@acme.example\n1,a\n')).toMatchObject({ what: expect.stringContaining('column 2 is not') });
    // Without a column `id` it may be somebody's data, and no heading.
    expect(read('4711,mara.lind\n4712,noor\n')).toEqual({
      kind: 'invalid',
      what: "column 1 is not known; map it in the source's config.columns, or leave it out with config.ignore",
    });
    expect(read('id,groups\n1,on-call\n')).toMatchObject({
      people: [{ statement: { attributes: { groups: 'on-call' } } }],
    });
    expect(read('userName\nmara\n').kind).toBe('invalid');
    expect(read('id,title,Title\n1,a,b\n').kind).toBe('invalid');
    for (const nothing of ['', '\n', ' \r\n'])
      expect(read(nothing)).toEqual({ kind: 'invalid', what: 'the file is empty' });
  });

  test.each([
    ['id\n1\n2\n#rows,99\n', 'its last line says 99 rows, and it has 2'],
    ['id\n1\n2\n', 'it has no last line "#rows,N"'],
    ['id\n1\n2\n#rows,2', 'its last line does not end'],
    ['id,title\n1,a\n2\n#rows,2\n', '1 of its rows was left out'],
    ['id\n#rows,0\n', 'nobody is in it'],
    ['id\n1\n#rows,1\n', undefined],
  ])('says why it does not prove that it is whole: %j', (text, why) => {
    const answer = read(text);
    expect(answer.kind === 'snapshot' && answer.unproven).toBe(why);
  });

  test('leaves out rows that are torn, without an id, or with one that is there twice, and says which lines', () => {
    expect(refused('id,title\n1,a\n2\n3,c,d\n,e\n5,f\n5,g\na b,h\n')).toEqual([3, 4, 5, 6, 7, 8]);
    expect(ids('id,title\n1,a\n2\n')).toEqual(['1']);
    expect(refused('id,endDate\n1,31.12.2026\n2,2026-02-30\n')).toEqual([2, 3]);
    expect(refused('id,startDate,endDate\n1,2026-02-01,2026-01-01\n')).toEqual([2]);
    expect(refused('id,zone\n1,Mars/Olympus\n')).toEqual([2]);
  });

  test('may say 9999-12-31 for no end, and leaves out rows with a day that nobody can mean', () => {
    expect(read('id,startDate,endDate\n1,2026-02-01,9999-12-31\n')).toMatchObject({
      people: [{ statement: { turns: [{ status: 'active', at: { date: '2026-02-01' } }] } }],
    });
    const odd = ['0001-01-01,', '9999-12-31,', '1899-12-30,', ',9999-01-01', ',0099-01-01'];
    expect(refused(`id,startDate,endDate\n${odd.map((days, id) => `${id},${days}`).join('\n')}\n`)).toEqual([
      2, 3, 4, 5, 6,
    ]);
  });

  test('is not UTF-8, or has a quote that never closes: then it says nothing at all', () => {
    expect(read(Buffer.from('id,title\n1,K\xf6ln\n', 'latin1'))).toEqual({
      kind: 'invalid',
      what: 'the file is not UTF-8',
    });
    expect(read('id,title\n1,"torn\n2,b\n').kind).toBe('invalid');
  });
});

describe('the proof that a file is whole', () => {
  const full = 'id,title\n1,a\n2,b\n3,c\n';

  test('needs a last line that ends, no refused row, and somebody in it', () => {
    expect(whole(`${full}#rows,3\n`)).toBe(3);
    expect(whole(`${full}#rows,3`)).toBeUndefined();
    expect(whole(`${full}4\n#rows,4\n`)).toBeUndefined();
    expect(whole('id,title\n#rows,0\n')).toBeUndefined();
  });

  test('needs the count at the end, and that it agrees', () => {
    for (const count of ['2', '4', '', 'x', '3.0']) expect(whole(`${full}#rows,${count}\n`), count).toBeUndefined();
    expect(whole(full)).toBeUndefined();
  });

  test('takes the count with a comma or a semicolon, whichever the rows have, also where a spreadsheet filled up the line', () => {
    const lines = (row: string) => [`id${row}title`, `1${row}a`, `2${row}b`].join('\n');
    for (const row of [',', ';'])
      for (const end of ['#rows,2', '#rows;2', '#rows;2;;', '#rows,2,,'])
        expect(whole(`${lines(row)}\n${end}\n`), `${row} ${end}`).toBe(2);
    expect(whole(`${lines(';')}\n#rows,3\n`)).toBeUndefined();
  });

  test('is never given to a file that was cut anywhere', () => {
    const text = `${full}#rows,3\n`;
    for (let length = 0; length < text.length; length++)
      expect(whole(text.slice(0, length)), `${length}`).toBeUndefined();
  });

  test('is given without the count only where the settings say so, and never against a count', () => {
    expect(whole(full, { requireCount: false })).toBe(3);
    expect(whole(full.slice(0, -1), { requireCount: false })).toBeUndefined();
    expect(whole(`${full}#rows,4\n`, { requireCount: false })).toBeUndefined();
  });
});

test('no bytes, however broken, make the reader fail, and what it reads fits the model', () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom('"', '__proto__', '#rows', '', '2026-01-01', ';', '\n'),
  );
  const text = fc
    .array(fc.array(cell, { maxLength: 4 }), { maxLength: 6 })
    .map((rows) => `id,title,startDate\n${rows.map((row) => row.join(',')).join('\n')}\n`);
  fc.assert(
    fc.property(fc.oneof(text, fc.uint8Array({ maxLength: 200 })), (file) => {
      const answer = read(file);
      if (answer.kind === 'snapshot')
        for (const { statement } of answer.people) expect(Statement.safeParse(statement).error).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});
