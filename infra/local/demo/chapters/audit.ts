// The audit log is exported and checked offline; then one byte of it is changed, and the check names the row.
import { readFileSync, writeFileSync } from 'node:fs';
import { AuditRow } from '../../../../shared/model/audit.ts';
import type { Chapter } from '../chapter.ts';
import { frontdesk } from '../command-line.ts';
import { check, measure } from '../stage.ts';

export const audit: Chapter = {
  name: 'audit',
  title: 'One byte of the audit log',
  needs: ['import'],
  async play(stage) {
    await stage.company.run('seal');
    const exported = await frontdesk(stage, ['audit', 'export', stage.file('audit.jsonl')]);
    const whole = await frontdesk(stage, ['audit', 'check', stage.file('audit.jsonl')]);
    stage.say.quote(
      'npx frontdesk audit export audit.jsonl',
      exported.output.replace(stage.file('audit.jsonl'), 'audit.jsonl'),
    );
    stage.say.quote('npx frontdesk audit check audit.jsonl', whole.output);
    const changed = changeOneByte(stage.file('audit.jsonl'), stage.file('changed.jsonl'));
    const found = await frontdesk(stage, ['audit', 'check', stage.file('changed.jsonl')]);
    stage.say.aside(`one byte of line ${changed.line} is changed: ${changed.what}`);
    stage.say.quote('npx frontdesk audit check changed.jsonl', found.output);
    const { row, line } = changed;
    const named =
      found.output.includes(`line ${line} `) && found.output.includes(`(${row.noun} ${row.id}, row ${row.number})`);
    measure(stage, 'audit.rows', countOf(whole.output));
    check(stage, {
      what: 'one changed byte of the audit log is found and named',
      ok: exported.code === 0 && whole.code === 0 && found.code === 1 && named,
      shown: `${row.noun} ${row.id}, row ${row.number}`,
    });
  },
};

interface Changed {
  readonly row: AuditRow;
  readonly line: number;
  readonly what: string;
}

/** Changes the act of a person's row in the middle of the file: `decided` becomes `eecided`. */
function changeOneByte(from: string, to: string): Changed {
  const lines = readFileSync(from, 'utf8').split('\n');
  const middle = Math.floor(lines.length / 2);
  const line = lines.findIndex(
    (text, at) => at >= middle && text.includes('"noun":"person"') && text.includes('"act":"decided"'),
  );
  const text = lines[line] ?? '';
  const changed = text.replace('"act":"decided"', '"act":"eecided"');
  if (changed === text) throw new Error('the audit log has no decision to change');
  writeFileSync(to, lines.with(line, changed).join('\n'));
  return { row: AuditRow.parse(JSON.parse(text)), line: line + 1, what: '"decided" becomes "eecided"' };
}

function countOf(output: string): number {
  return Number(/(\d+) rows/.exec(output)?.[1] ?? 0);
}
