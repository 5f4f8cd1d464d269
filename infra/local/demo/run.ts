// `npm run demo`: a story over the running parts, with what was measured, and a scorecard; exit code 1 if a promise broke.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Misused, readFlags, wholeNumber } from '../../../operator/flags.ts';
import { loggedText, onScreen } from './log-capture.ts';
import { play } from './play.ts';
import { scorecardText } from './scorecard.ts';
import { story } from './story.ts';

const HELP = `Plays a story over the whole pipeline on this machine, with a folder, ports and a database of its own.

  npm run demo -- [--people 240] [--chapter N] [--json] [--keep]

  --people N   the size of the company, 30 to 50000
  --chapter N  only this chapter, after what it needs, which is played without a word
  --json       one line of JSON at the end, and nothing else
  --keep       leave the folder for a look around; it is also left when a promise broke

Exit codes: 0 every promise was kept, 1 one was broken or the story stopped.

Chapters:
${story.map(({ title }, position) => `  ${String(position + 1).padStart(2)}  ${title}`).join('\n')}
`;

const CALL = 'npm run demo';

async function main(): Promise<number> {
  const { values } = readFlags(CALL, {
    options: {
      people: { type: 'string', default: '240' },
      chapter: { type: 'string' },
      json: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return said(HELP);
  const people = wholeNumber(CALL, { flag: '--people', text: values.people, least: 30, most: 50_000 });
  const chapter =
    values.chapter === undefined
      ? undefined
      : wholeNumber(CALL, { flag: '--chapter', text: values.chapter, least: 1, most: story.length });
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-demo-'));
  const card = await play({ folder, people, ...(chapter !== undefined && { chapter }), isQuiet: values.json });
  onScreen(values.json ? `${JSON.stringify(card)}\n` : scorecardText(card));
  if (card.ok && !values.keep) rmSync(folder, { recursive: true, force: true });
  else {
    writeFileSync(join(folder, 'functions.log'), loggedText(), { mode: 0o600 });
    if (!values.json) onScreen(`    Everything is left in ${folder} (functions.log: what the functions logged).\n`);
  }
  return card.ok ? 0 : 1;
}

function said(text: string): number {
  onScreen(text);
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const text = error instanceof Misused ? error.message : error instanceof Error ? error.stack : String(error);
    onScreen(`demo: ${text}\n`);
    process.exit(1);
  },
);
