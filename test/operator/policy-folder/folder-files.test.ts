// Folders as disks have them: links, bytes that are no text, files that are no files.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PolicyRefused } from '../../../operator/policy-folder/fault.ts';
import { readPolicyFolder } from '../../../operator/policy-folder.ts';
import { policyTexts } from '../../builders/policy-texts.ts';

const root = mkdtempSync(join(tmpdir(), 'frontdesk-policy-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

function folderWith(files: { readonly [file: string]: string | Uint8Array | undefined }): string {
  const folder = join(root, `policy-${count++}`);
  for (const [file, content] of Object.entries({ ...policyTexts(), ...files })) {
    if (content === undefined) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content);
  }
  return folder;
}

function faultsOf(folder: string) {
  try {
    readPolicyFolder(folder);
  } catch (error) {
    if (error instanceof PolicyRefused)
      return error.faults.map(({ path, ...fault }) => ({ ...fault, file: fault.file.slice(folder.length + 1) }));
    throw error;
  }
  return [];
}

describe('a folder on a disk', () => {
  it('is read as it stands, also through links, as a cluster mounts it', () => {
    const folder = folderWith({});
    const mounted = join(root, 'mounted');
    mkdirSync(mounted);
    symlinkSync(folder, join(mounted, '..data'));
    for (const file of Object.keys(policyTexts())) symlinkSync(join('..data', file), join(mounted, file));
    expect(readPolicyFolder(mounted).policy).toEqual(readPolicyFolder(folder).policy);
  });

  it('names its faults by the path that one opens', () => {
    const folder = folderWith({ 'limits.yaml': 'hourPercents: 2\n' });
    expect(() => readPolicyFolder(folder)).toThrow(`${folder}/limits.yaml:1:1: hourPercents: nothing of this name`);
  });

  it('that is not there, or is a file, is said to be so', () => {
    expect(faultsOf(join(root, 'nowhere'))).toMatchObject([{ message: 'is not there' }]);
    expect(faultsOf(join(folderWith({}), 'roles.yaml'))).toMatchObject([
      { message: 'is a file; a policy is a folder' },
    ]);
  });

  it('is refused where a link leads back to what holds it', () => {
    const folder = folderWith({ 'duties/one.yaml': '[]\n', 'duties.yaml': undefined });
    symlinkSync('..', join(folder, 'duties/up'));
    symlinkSync('round', join(folder, 'round'));
    expect(faultsOf(folder)).toMatchObject([
      { file: 'duties/up', message: 'links back to a folder that holds it; remove the link' },
      { file: 'round', message: 'is a link that leads back to itself; remove it' },
    ]);
  });

  it('is refused where a file is no text, and says where', () => {
    const latin = new Uint8Array([...new TextEncoder().encode('payer: { hours: 8 }\n# f'), 0xfc, 0x72, 0x0a]);
    expect(faultsOf(folderWith({ 'leases.yaml': latin }))).toMatchObject([
      { file: 'leases.yaml', line: 2, column: 4, message: 'is not in UTF-8 from here on; save it in UTF-8' },
    ]);
    expect(faultsOf(folderWith({ 'leases.yaml': 'payer: { hours: 8 }\0\n' }))).toMatchObject([
      { file: 'leases.yaml', message: 'is no text: it holds a zero byte' },
    ]);
  });

  it('is not read beyond 8 MB', () => {
    const huge = `# ${'x'.repeat(8 * 1024 * 1024)}\n`;
    expect(faultsOf(folderWith({ 'roles/huge.yaml': huge, 'roles/more.yaml': huge }))).toMatchObject([
      { file: 'roles/huge.yaml', message: 'with it the folder has more than 2000 files or 8 MB' },
    ]);
  });

  it('may have a byte order mark, as some editors write it', () => {
    expect(faultsOf(folderWith({ 'limits.yaml': '\ufeffhourPercent: 2\n' }))).toEqual([]);
  });

  it('is refused where a name is of the wrong kind: a folder with no place in a policy', () => {
    const folder = folderWith({ 'lease/one.yaml': 'x' });
    expect(faultsOf(folder)).toMatchObject([{ file: 'lease', suggestion: 'leases.yaml' }]);
  });
});
