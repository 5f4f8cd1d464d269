// docs/policy-reference.md, out of the schema: every key of every part of a policy.
import { FOLDER_BOUNDS } from '../policy-folder/folder-files.ts';
import { DEEPEST } from '../policy-folder/yaml-oddities.ts';
import { partSchema, SCHEMA_NAMES } from './part-schema.ts';
import { type Row, rowsOf } from './schema-rows.ts';

const HEAD = `# Everything that may stand in a policy

This page is written by \`node bin/run.js operator/policy-docs/write.ts\` out of the schema that policies are checked by. How to begin: [Add a rule](add-a-rule.md).

A part is a file of its name, or a folder of files: \`roles.yaml\`, \`roles/berlin.yaml\`. \`roles\`, \`rules\` and \`mappings\` must be there. A key that is not on this
page is refused. \`NAME\` stands for a name that you give: small letters, digits, \`-\` and \`_\`, at most 40; \`Name\` for an attribute or a field, which may have capitals and
dots; \`KIND:NAME\` for an entitlement as its target calls it. \`[]\` is an item of a list.

A text is one line of at most 200 characters, an entitlement's own name 120, a template 200. A folder has at most ${FOLDER_BOUNDS.files.toLocaleString('en')} files and ${FOLDER_BOUNDS.megabytes} MB, ${FOLDER_BOUNDS.folders} folders within each other
and paths of ${FOLDER_BOUNDS.path} characters; what a file holds is nested ${DEEPEST} deep at most. Values are compared as facts keep them: without space around them, with single spaces, marks and letters in one.

## In an editor

An editor that knows YAML's language server (in VS Code the extension YAML) completes names and underlines mistakes as you type. The first line of a file names the schema of its part, as
in the policies of this repository:

\`\`\`yaml
# yaml-language-server: $schema=../docs/policy/schema/rules.json
\`\`\`

In a repository of your own, \`npx frontdesk policy schema rules > schema/rules.json\` writes it, and the line names that file, from where the file with the line is; \`tests\` is the part of the
files in \`tests/\`. What a schema cannot say (names that another part must know, ranges of characters, the form of values), \`npx frontdesk policy check\` does.
`;

/** The whole page. */
export function referencePage(): string {
  return [HEAD, ...SCHEMA_NAMES.map(partText), conditionText()].join('\n');
}

function partText(name: string): string {
  const schema = partSchema(name);
  const file = name === 'tests' ? '`tests/*.yaml`' : `\`${name}.yaml\``;
  const link = name === 'tests' ? ' [How to write them](policy-tests.md).' : '';
  const shape = schema.type === 'array' ? 'A list.' : 'A map.';
  return `## ${name}\n\n${file}: ${schema.description ?? ''} ${shape}${link}\n\n${tableOf(rowsOf(schema, ''))}\n`;
}

function conditionText(): string {
  const condition = partSchema('rules').definitions?.condition ?? {};
  const text =
    'Where a condition names several things, all of them must hold. A missing attribute passes `exists: false` and nothing else.';
  return `## Conditions\n\n${text}\n\n${tableOf(rowsOf(condition, ''))}\n`;
}

function tableOf(rows: readonly Row[]): string {
  return [
    '| key | may be | needed, or what it is without | says |',
    '|---|---|---|---|',
    ...rows.map(({ path, kind, need, says }) => `| \`${path}\` | ${kind} | ${need} | ${cell(says)} |`),
  ].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/^./, (letter) => letter.toLowerCase());
}
