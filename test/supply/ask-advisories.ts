// `npm run advisories`: asks the registry for known vulnerabilities of everything in the lock.
// Ends with 0 when none is high or critical, 1 when one is or the reply makes no sense, and 75 when nobody could be asked.
import { isHelpAsked } from '../quality/no-flags.ts';
import { type Verdict, verdictOf } from './advisories.ts';
import { npm } from './npm.ts';

const NOT_CHECKED = 75;

const HELP = `Asks the registry for known vulnerabilities of everything in the lock.

  npm run advisories

Exit code 0 when none is high or critical, 1 when one is, a flag is unknown or the reply makes no sense, 75 when the registry has no advisories.
`;

async function main(): Promise<void> {
  if (isHelpAsked(HELP)) return;
  const { text } = await npm(['audit', '--json', '--audit-level=high']);
  report(verdictOf(text));
}

main().catch((error: unknown) => {
  console.error(`frontdesk: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});

function report(verdict: Verdict): void {
  switch (verdict.kind) {
    case 'clean':
      console.log(
        `no known vulnerability is high or critical; ${verdict.lesser} packages have a lesser one (npm audit)`,
      );
      return;
    case 'found':
      console.error(`known vulnerabilities, to be mended or replaced (npm audit):\n${verdict.packages.join('\n')}`);
      process.exitCode = 1;
      return;
    case 'failed':
      console.error(`the advisories could not be read: ${verdict.reason}`);
      process.exitCode = 1;
      return;
    case 'not-checked':
      console.error(`*** not checked: ${verdict.reason} ***\nAsk one that has: npm audit --audit-level=high`);
      process.exitCode = NOT_CHECKED;
  }
}
