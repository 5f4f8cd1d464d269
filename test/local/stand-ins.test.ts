// Which companies a laptop can stand in for, and whose folder is whose.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refuseOther } from '../../infra/local/laptop-file.ts';
import { refuseUnserved } from '../../infra/local/stand-ins.ts';
import { readSettings } from '../../operator/settings-file.ts';

const settingsOf = (company: string) => readSettings(`examples/${company}/frontdesk.yaml`, {});

describe('a company whose systems are elsewhere', () => {
  it.each(['saas-50', 'mixed-1000'])('such as %s can be started: each system has a stand-in', (company) => {
    expect(() => refuseUnserved(settingsOf(company))).not.toThrow();
  });

  it('with a directory is refused in a sentence that names the target and what it needs', () => {
    expect(() => refuseUnserved(settingsOf('enterprise-10000'))).toThrow(
      /^target directory \(ldap\) needs its server at ldaps:\/\/ldap\.meridian\.example\.com: nothing on a laptop stands in/,
    );
  });

  it('with two databases is refused: a laptop has one', () => {
    const { targets, ...rest } = settingsOf('mixed-1000');
    const { warehouse } = targets;
    if (!warehouse) throw new Error('mixed-1000 has a warehouse');
    const both = { ...rest, targets: { warehouse, archive: { ...warehouse, secret: 'frontdesk/targets/archive' } } };
    expect(() => refuseUnserved(both)).toThrow('targets warehouse and archive need a PostgreSQL each');
  });
});

describe('a data folder', () => {
  const folderOf = (tenant?: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'frontdesk-of-'));
    const file = { ...(tenant && { tenant }), url: 'http://127.0.0.1', door: '', sources: {}, targets: {} };
    writeFileSync(join(folder, 'laptop.json'), JSON.stringify(file));
    return folder;
  };

  it("is one company's: another one is not started in it", () => {
    expect(() => refuseOther(folderOf('demo'), 'quill')).toThrow(
      /is of the company "demo": start "quill" with another/,
    );
    expect(() => refuseOther(folderOf('quill'), 'quill')).not.toThrow();
  });

  it('that does not say whose it is, as an older one or a new one, is taken', () => {
    expect(() => refuseOther(folderOf(), 'demo')).not.toThrow();
    expect(() => refuseOther(mkdtempSync(join(tmpdir(), 'frontdesk-of-')), 'quill')).not.toThrow();
  });
});
