// JSON Schema of each part of a policy, out of the one schema that everything is checked by: for editors and the reference page.
import * as z from 'zod';
import { PolicyCases } from '../../shared/model/policy/case.ts';
import { PARTS } from '../../shared/model/policy/parts.ts';

/** As far as the page looks at it (draft 7, which editors of YAML know best). */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly pattern?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: { readonly [key: string]: JsonSchema };
  readonly required?: readonly string[];
  readonly propertyNames?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly $ref?: string;
  readonly definitions?: { readonly [name: string]: JsonSchema };
}

const SCHEMAS: { readonly [name: string]: z.ZodType } = { ...PARTS, tests: PolicyCases };

/** The parts, and `tests`. */
export const SCHEMA_NAMES: readonly string[] = Object.keys(SCHEMAS);

/** What may be written in the files of a part. Throws where there is no such part. */
export function partSchema(name: string): JsonSchema {
  const schema = SCHEMAS[name];
  if (!schema) throw new Error(`a policy has no part "${name}"`);
  const { default: _, ...written } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
  return JSON.parse(JSON.stringify(written), portable) as JsonSchema;
}

/**
 * The condition is the one schema that holds itself; the generator only counts such schemas. And not every reader of a schema
 * knows classes of Unicode: controls are named one by one, what else hides is left to the check itself.
 */
function portable(key: string, value: unknown): unknown {
  if (key === '$ref' || key === 'definitions')
    return JSON.parse(JSON.stringify(value).replaceAll('__schema0', 'condition'));
  return key === 'pattern' && typeof value === 'string'
    ? value.replaceAll('\\p{C}', '\\u0000-\\u001f\\u007f-\\u009f')
    : value;
}
