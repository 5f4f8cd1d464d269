// Tells a pull request what its policy would do: `comment.ts --plan plan.json --most-losing 10`.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { keepComment } from './github.ts';
import { type Check, MARKER, type Plan, reportOf, type Tests } from './report.ts';

const { values } = parseArgs({
  options: {
    check: { type: 'string', default: 'check.json' },
    tests: { type: 'string', default: 'tests.json' },
    plan: { type: 'string' },
    annotate: { type: 'boolean', default: false },
    'most-losing': { type: 'string', default: '10' },
  },
});

/** Undefined where the step before wrote nothing. */
function jsonOf<T>(file: string): T | undefined {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return text.trim() === '' ? undefined : (JSON.parse(text) as T);
}

async function main(): Promise<void> {
  const mostLosing = Number(values['most-losing']);
  if (!Number.isInteger(mostLosing) || mostLosing < 0) throw new Error('--most-losing takes a number of people');
  const { markdown, annotations, passes } = reportOf({
    check: jsonOf<Check>(values.check),
    tests: jsonOf<Tests>(values.tests),
    plan: values.plan === undefined ? 'unasked' : jsonOf<Plan>(values.plan),
    mostLosing,
  });
  if (values.annotate) for (const line of annotations) console.log(line);
  const { GITHUB_STEP_SUMMARY: summary } = process.env;
  if (summary) appendFileSync(summary, markdown);
  await comment(markdown);
  if (!passes) process.exitCode = 1;
}

/** Without a token, as on a pull request from a fork, the summary of the run has all of it. */
async function comment(markdown: string): Promise<void> {
  const { GITHUB_TOKEN: token, GITHUB_API_URL: api, GITHUB_REPOSITORY: repository, PULL_REQUEST: number } = process.env;
  if (!token || !api || !repository || !number) return;
  const kept = await keepComment({ api, repository, number: Number(number), token }, MARKER, markdown);
  console.log(`The comment was ${kept}.`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : 'failed');
  process.exitCode = 1;
});
