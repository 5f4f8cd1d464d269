// What an editor makes of a JSON Schema, for the keywords that ours use; a keyword that it does not know is an error.

type Schema = { readonly [keyword: string]: unknown };
type Check = (of: {
  readonly value: unknown;
  readonly says: never;
  readonly schema: Schema;
  readonly root: Schema;
}) => boolean;

/** Whether the schema takes the value. */
export function takes(schema: Schema, value: unknown, root: Schema = schema): boolean {
  return Object.entries(schema).every(([keyword, says]) => {
    const check = CHECKS[keyword];
    if (!check) throw new Error(`the schema says "${keyword}"`);
    return check({ value, says: says as never, schema, root });
  });
}

const always: Check = () => true;
const isMap = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const entries = (value: unknown) => (isMap(value) ? Object.entries(value) : []);

const KINDS: { readonly [type: string]: (value: unknown) => boolean } = {
  object: isMap,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
};

const CHECKS: { readonly [keyword: string]: Check } = {
  $schema: always,
  description: always,
  default: always,
  definitions: always,
  format: always,
  type: ({ value, says }) => KINDS[says]?.(value) === true,
  $ref: ({ value, says, root }) =>
    takes(
      (root.definitions as { readonly [name: string]: Schema })[String(says).split('/').at(-1) ?? ''] ?? {},
      value,
      root,
    ),
  const: ({ value, says }) => value === says,
  enum: ({ value, says }: { value: unknown; says: readonly unknown[] }) => says.includes(value),
  pattern: ({ value, says }) => typeof value !== 'string' || new RegExp(says, 'u').test(value),
  minimum: ({ value, says }) => typeof value !== 'number' || value >= says,
  maximum: ({ value, says }) => typeof value !== 'number' || value <= says,
  maxLength: ({ value, says }) => typeof value !== 'string' || [...value].length <= says,
  minItems: ({ value, says }) => !Array.isArray(value) || value.length >= says,
  minProperties: ({ value, says }) => !isMap(value) || entries(value).length >= says,
  required: ({ value, says }: { value: unknown; says: readonly string[] }) =>
    !isMap(value) || says.every((key) => Object.hasOwn(value, key)),
  items: ({ value, says, root }) => !Array.isArray(value) || value.every((item) => takes(says, item, root)),
  anyOf: ({ value, says, root }: { value: unknown; says: readonly Schema[]; root: Schema }) =>
    says.some((one) => takes(one, value, root)),
  allOf: ({ value, says, root }: { value: unknown; says: readonly Schema[]; root: Schema }) =>
    says.every((one) => takes(one, value, root)),
  propertyNames: ({ value, says, root }) => entries(value).every(([key]) => takes(says, key, root)),
  properties: ({ value, says, root }) =>
    entries(value).every(([key, inner]) => !Object.hasOwn(says, key) || takes(says[key], inner, root)),
  additionalProperties: ({ value, says, schema, root }) =>
    entries(value).every(([key, inner]) => {
      if (Object.hasOwn((schema.properties as object | undefined) ?? {}, key)) return true;
      return typeof says === 'boolean' ? says : takes(says, inner, root);
    }),
};
