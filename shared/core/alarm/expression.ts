// Metric math, as far as our alarms use it: numbers, ids, + - * /, >= >, brackets, IF(condition, yes, no) and SUM(METRICS()).

type Values = { readonly [id: string]: number | undefined };

/** Undefined when a metric that is needed has no value in this window, as CloudWatch has it. Throws for what is not understood. */
export function expressionOf(text: string, values: Values): number | undefined {
  if (text === 'SUM(METRICS())') return sumOf(Object.values(values));
  const tokens = [...text.matchAll(/\s*(?:(\d+(?:\.\d+)?)|([A-Za-z]\w*)|(>=|[-+*/>(),]))/g)].map(([token]) =>
    token.trim(),
  );
  if (tokens.join('') !== text.replaceAll(/\s/g, '')) throw new Error(`not understood: ${text}`);
  const reader = { tokens, at: 0, values };
  const value = comparison(reader);
  if (reader.at !== tokens.length) throw new Error(`not understood: ${text}`);
  return value;
}

/** Over an array of metrics, the ones without data are left out (CloudWatch User Guide, "Using metric math", SUM). */
function sumOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((all, value) => all + value, 0);
}

interface Reader {
  readonly tokens: readonly string[];
  readonly values: Values;
  at: number;
}

type Level = (reader: Reader) => number | undefined;
type Operation = (a: number, b: number) => number;

const COMPARISONS: { readonly [sign: string]: Operation } = { '>=': (a, b) => +(a >= b), '>': (a, b) => +(a > b) };
const SUMS: { readonly [sign: string]: Operation } = { '+': (a, b) => a + b, '-': (a, b) => a - b };
const PRODUCTS: { readonly [sign: string]: Operation } = { '*': (a, b) => a * b, '/': (a, b) => a / b };

/** Operators of one strength, from left to right. */
function level(operations: { readonly [sign: string]: Operation }, next: Level): Level {
  return (reader) => {
    let left = next(reader);
    for (let operation = operations[peek(reader)]; operation; operation = operations[peek(reader)]) {
      reader.at += 1;
      const right = next(reader);
      left = left === undefined || right === undefined ? undefined : operation(left, right);
    }
    return left;
  };
}

const product = level(PRODUCTS, atom);
const sum = level(SUMS, product);
const comparison = level(COMPARISONS, sum);

function atom(reader: Reader): number | undefined {
  const token = take(reader);
  if (/^\d/.test(token)) return Number(token);
  if (token === '(') return closing(reader, comparison(reader));
  if (token === 'IF') return choice(reader);
  if (!Object.hasOwn(reader.values, token)) throw new Error(`no metric has the id "${token}"`);
  return reader.values[token];
}

function choice(reader: Reader): number | undefined {
  expected(reader, '(');
  const condition = comparison(reader);
  expected(reader, ',');
  const yes = comparison(reader);
  expected(reader, ',');
  const no = closing(reader, comparison(reader));
  if (condition === undefined) return undefined;
  return condition === 0 ? no : yes;
}

function closing(reader: Reader, value: number | undefined): number | undefined {
  expected(reader, ')');
  return value;
}

function expected(reader: Reader, token: string): void {
  if (take(reader) !== token) throw new Error(`"${token}" was expected`);
}

function peek({ tokens, at }: Reader): string {
  return tokens[at] ?? '';
}

function take(reader: Reader): string {
  reader.at += 1;
  return reader.tokens[reader.at - 1] ?? '';
}
