// Where a stage answers: the `Url` that its stack gave out, asked of CloudFormation by the AWS command line, with the caller's own credentials.
import { execFile } from 'node:child_process';

/** Whom to ask; the AWS command line unless a test says otherwise. */
export type Ask = (args: readonly string[]) => Promise<string>;

/** Throws one sentence when there is no such stage, or nobody to ask. */
export async function stageAddress(stage: string, ask: Ask = askAws): Promise<string> {
  const query = "Stacks[0].Outputs[?OutputKey=='Url'].OutputValue";
  const told = await ask([
    ...['cloudformation', 'describe-stacks', '--stack-name', `frontdesk-${stage}`],
    ...['--query', query, '--output', 'text'],
  ]);
  const url = told.trim();
  if (!url.startsWith('https://')) throw new Error(`the stack frontdesk-${stage} gives out no Url`);
  return url;
}

function askAws(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('aws', args, { timeout: 30_000 }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const why = 'code' in error && error.code === 'ENOENT' ? 'it is not installed' : stderr.trim() || error.message;
      reject(
        new Error(`the AWS command line does not tell where the stage is (${why}); name its Url in FRONTDESK_URL`),
      );
    });
  });
}
