// docs/policy-reference.md, out of the schema: every key of every part of a policy.
import { partSchema, SCHEMA_NAMES } from './part-schema.ts';
import { type Row, rowsOf } from './schema-rows.ts';

const HEAD = `# Everything that may stand in a policy

This page is written by \`node bin/run.js operator/policy-docs/write.ts\` out of the schema that policies are checked by. How to begin: [Add a rule](add-a-rule.md).

A part is a file of its name, or a folder of files: \`roles.yaml\`, \`roles/berlin.yaml\`. \`roles\`, \`rules\` and \`mappings\` must be there. A key that is not on this
page is refused. \`NAME\` stands for a name that you give: small letters, digits, \`-\` and \`_\`, at most 40; \`Name\` for an attribute or a field, which may have capitals and
dots; \`KIND:NAME\` for an entitlement as its target calls it. \`[]\` is an item of a list.

For completion and checks in an editor that knows YAML's language server, the first line of a file names its schema; in the repository of the policy, \`npx frontdesk policy schema rules
> rules.schema.json\` writes it:

\`\`\`yaml
# yaml-language-server: $schema=../docs/policy/schema/rules.json
\`\`\`
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
